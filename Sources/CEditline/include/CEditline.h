// What Swift may ask of libedit: its variadic calls behind plain ones, text as code points, and the signals of one read.
//
// libedit reads keys, knows the emacs and vi key maps and `bind`, and keeps the line. It cannot draw a prompt for
// the second line of an input, shorten the width of a prompt by its colors, paste, tell a lone Escape from a
// sequence, keep a history of several processes, or complete. So it draws into /dev/null here, and the Swift side
// reads the bytes, draws, and owns whatever libedit has not.

#ifndef CEDITLINE_H
#define CEDITLINE_H

#include <stdbool.h>
#include <stdint.h>
#include <termios.h>

typedef struct cel_editor cel_editor;

/// The next code point typed; negative ends the line.
typedef int64_t (*cel_next)(void *owner);
/// Runs the command numbered `command`; true when the line is over.
typedef bool (*cel_run)(void *owner, int32_t command, int32_t key);

#define CEL_COMMANDS 40

/// Makes an editor on two descriptors that are terminals, or gives NULL.
cel_editor *cel_open(int input, int output, void *owner, cel_next next, cel_run run);
void cel_close(cel_editor *editor);

/// Names command `number` (0 ..< CEL_COMMANDS) for `bind`.
void cel_name(cel_editor *editor, int32_t number, const char *name);
/// Starts the key maps afresh.
void cel_use(cel_editor *editor, bool vi);
/// Binds a key, written as in `bind`, in the main map or in the one of vi's command mode.
void cel_bind(cel_editor *editor, bool alternative, const char *key, const char *command);
/// Runs a line of words as `.editrc` has them.
void cel_parse(cel_editor *editor, int32_t count, const char *const *words);
/// Cuts a line into words by libedit's quoting; gives the number of words, each passed to `word`.
int32_t cel_words(const char *line, void *owner, void (*word)(void *owner, const char *word));

/// Reads until a command ends the line.
void cel_read(cel_editor *editor);

/// The text as code points, its length, and where the cursor is.
const uint32_t *cel_text(cel_editor *editor, int32_t *count, int32_t *cursor);
/// Puts code points (without zeros, ended by one) in place of the text.
void cel_replace(cel_editor *editor, const uint32_t *text, int32_t cursor);
void cel_move(cel_editor *editor, int32_t cursor);
void cel_insert(cel_editor *editor, const uint32_t *text);

/// Lends this thread a locale whose characters are UTF-8, if there is one; give the answer to `cel_locale_end`.
void *cel_locale_begin(void);
void cel_locale_end(void *lent);

/// Catches signals until `cel_signals_end`. Those that end the process first put `cooked` back on `input` and end
/// bracketed paste on `output`. Only one read at a time may catch them.
void cel_signals_begin(int input, int output, const struct termios *cooked);
void cel_signals_end(void);
/// A descriptor that becomes readable when a signal came or `cel_wake` was called; -1 before the first read.
int cel_wake_descriptor(void);
void cel_wake(void);

enum { CEL_INTERRUPTED = 1, CEL_RESIZED = 2, CEL_CONTINUED = 4 };
/// The signals since the last call, as bits, and forgets them.
int32_t cel_signals_take(void);

/// The size of a terminal; false when it has none.
bool cel_size(int descriptor, int32_t *rows, int32_t *columns);
/// Runs a command with the terminal as it is and waits for it; its exit status, or -1.
int32_t cel_shell(const char *command, const char *argument);

#endif
