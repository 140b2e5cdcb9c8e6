// libedit's variadic calls behind plain ones; its own drawing goes nowhere.

#define _GNU_SOURCE
#include "CEditline.h"

#include <errno.h>
#include <fcntl.h>
#include <histedit.h>
#include <locale.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wchar.h>
#ifdef __APPLE__
#include <xlocale.h>
#endif

_Static_assert(sizeof(wchar_t) == sizeof(uint32_t), "code points are taken to be wide characters");

extern char **environ;

struct cel_editor {
  EditLine *el;
  FILE *input, *nowhere;
  void *owner;
  cel_next next;
  cel_run run;
};

static cel_editor *editor_of(EditLine *el) {
  void *data = NULL;
  el_get(el, EL_CLIENTDATA, &data);
  return data;
}

static int next_character(EditLine *el, wchar_t *out) {
  cel_editor *editor = editor_of(el);
  int64_t code = editor->next(editor->owner);
  *out = code < 0 ? L'\0' : (wchar_t)code;
  return code < 0 ? -1 : 1;
}

static unsigned char run_command(EditLine *el, int number, int key) {
  cel_editor *editor = editor_of(el);
  return editor->run(editor->owner, number, key) ? CC_EOF : CC_REFRESH;
}

// libedit passes a user function only the key, so each command needs a function of its own.
#define COMMAND(n) \
  static unsigned char command_##n(EditLine *el, int key) { return run_command(el, n, key); }
#define TEN(m, t) m(t##0) m(t##1) m(t##2) m(t##3) m(t##4) m(t##5) m(t##6) m(t##7) m(t##8) m(t##9)
#define FORTY(m) TEN(m, ) TEN(m, 1) TEN(m, 2) TEN(m, 3)
FORTY(COMMAND)
#define ENTRY(n) command_##n,
static unsigned char (*const commands[CEL_COMMANDS])(EditLine *, int) = {FORTY(ENTRY)};

static wchar_t *no_prompt(EditLine *el) {
  (void)el;
  static wchar_t empty[] = L"";
  return empty;
}

// Without a history function some of libedit's vi commands (`_`) call through a null pointer.
static int no_history(void *reference, HistEventW *event, int operation, ...) {
  (void)reference;
  (void)operation;
  event->str = NULL;
  return -1;
}

cel_editor *cel_open(int input, int output, void *owner, cel_next next, cel_run run) {
  cel_editor *editor = calloc(1, sizeof(*editor));
  if (editor == NULL) return NULL;
  editor->owner = owner;
  editor->next = next;
  editor->run = run;
  editor->input = fopen("/dev/null", "r");
  editor->nowhere = fopen("/dev/null", "w");
  if (editor->input != NULL && editor->nowhere != NULL) {
    fcntl(fileno(editor->input), F_SETFD, FD_CLOEXEC);
    fcntl(fileno(editor->nowhere), F_SETFD, FD_CLOEXEC);
    editor->el = el_init_fd(
        "sernb", editor->input, editor->nowhere, editor->nowhere, input, output,
        fileno(editor->nowhere));
  }
  if (editor->el == NULL) {
    cel_close(editor);
    return NULL;
  }
  el_wset(editor->el, EL_CLIENTDATA, editor);
  el_wset(editor->el, EL_SIGNAL, 0);
  el_wset(editor->el, EL_GETCFN, next_character);
  el_wset(editor->el, EL_PROMPT, no_prompt);
  el_wset(editor->el, EL_HIST, no_history, NULL);
  // Ctrl-C is a key while it edits, and what the terminal was like comes back as it was.
  el_set(editor->el, EL_SETTY, "-d", "-isig", NULL);
  el_set(
      editor->el, EL_SETTY, "-x", "isig", "icanon", "echo", "iexten", "icrnl", "ixon", NULL);
  return editor;
}

void cel_close(cel_editor *editor) {
  if (editor->el != NULL) el_end(editor->el);
  if (editor->input != NULL) fclose(editor->input);
  if (editor->nowhere != NULL) fclose(editor->nowhere);
  free(editor);
}

void cel_name(cel_editor *editor, int32_t number, const char *name) {
  if (number < 0 || number >= CEL_COMMANDS) return;
  el_set(editor->el, EL_ADDFN, name, "a command of sernb", commands[number]);
}

void cel_use(cel_editor *editor, bool vi) { el_set(editor->el, EL_EDITOR, vi ? "vi" : "emacs"); }

void cel_bind(cel_editor *editor, bool alternative, const char *key, const char *command) {
  if (alternative) el_set(editor->el, EL_BIND, "-a", key, command, NULL);
  else el_set(editor->el, EL_BIND, key, command, NULL);
}

void cel_parse(cel_editor *editor, int32_t count, const char *const *words) {
  el_parse(editor->el, count, (const char **)words);
}

int32_t cel_words(const char *line, void *owner, void (*word)(void *owner, const char *word)) {
  Tokenizer *tokenizer = tok_init(NULL);
  int count = 0;
  const char **words = NULL;
  // An answer other than 0 is an unfinished quotation: such a line has no words.
  if (tokenizer == NULL || tok_str(tokenizer, line, &count, &words) != 0) count = 0;
  for (int i = 0; i < count; i++) word(owner, words[i]);
  if (tokenizer != NULL) tok_end(tokenizer);
  return count;
}

void cel_read(cel_editor *editor) {
  int count = 0;
  el_wset(editor->el, EL_EDITMODE, 1);
  el_wgets(editor->el, &count);
}

const uint32_t *cel_text(cel_editor *editor, int32_t *count, int32_t *cursor) {
  const LineInfoW *line = el_wline(editor->el);
  *count = (int32_t)(line->lastchar - line->buffer);
  *cursor = (int32_t)(line->cursor - line->buffer);
  return (const uint32_t *)line->buffer;
}

void cel_move(cel_editor *editor, int32_t cursor) {
  const LineInfoW *line = el_wline(editor->el);
  el_cursor(editor->el, (int)(cursor - (line->cursor - line->buffer)));
}

void cel_insert(cel_editor *editor, const uint32_t *text) {
  el_winsertstr(editor->el, (const wchar_t *)text);
}

void cel_replace(cel_editor *editor, const uint32_t *text, int32_t cursor) {
  const LineInfoW *line = el_wline(editor->el);
  int count = (int)(line->lastchar - line->buffer);
  el_cursor(editor->el, (int)(line->lastchar - line->cursor));
  if (count > 0) el_deletestr(editor->el, count);
  cel_insert(editor, text);
  cel_move(editor, cursor);
}

void *cel_locale_begin(void) {
  static const char *const names[] = {"C.UTF-8", "en_US.UTF-8", "UTF-8"};
  static locale_t utf8 = (locale_t)0;
  for (size_t i = 0; utf8 == (locale_t)0 && i < sizeof(names) / sizeof(names[0]); i++) {
    utf8 = newlocale(LC_CTYPE_MASK, names[i], (locale_t)0);
  }
  return utf8 == (locale_t)0 ? NULL : (void *)uselocale(utf8);
}

void cel_locale_end(void *lent) {
  if (lent != NULL) uselocale((locale_t)lent);
}

bool cel_size(int descriptor, int32_t *rows, int32_t *columns) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return false;
  *rows = size.ws_row;
  *columns = size.ws_col;
  return true;
}

int32_t cel_shell(const char *command, const char *argument) {
  const char *arguments[] = {"sh", "-c", command, "sh", argument, NULL};
  pid_t child = 0;
  int status = 0;
  if (posix_spawn(&child, "/bin/sh", NULL, NULL, (char *const *)arguments, environ) != 0) return -1;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return -1;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
