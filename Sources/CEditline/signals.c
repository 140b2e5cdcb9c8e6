// Signals that come during a read: noted, and told through a pipe; those that kill first put the terminal right.

#define _GNU_SOURCE
#include "CEditline.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

static const int caught[] = {SIGINT, SIGWINCH, SIGCONT, SIGTERM, SIGHUP, SIGQUIT};
#define CAUGHT ((int)(sizeof(caught) / sizeof(caught[0])))

static struct sigaction before[CAUGHT];
static volatile sig_atomic_t was_interrupted, was_resized, was_continued;
static volatile sig_atomic_t is_catching;
static int wake[2] = {-1, -1};
static int tty_input, tty_output;
static struct termios tty_cooked;

void cel_wake(void) {
  int kept = errno;
  if (wake[1] >= 0) {
    ssize_t ignored = write(wake[1], "!", 1);
    (void)ignored;
  }
  errno = kept;
}

static void handle(int number) {
  int kept = errno;
  switch (number) {
    case SIGINT: was_interrupted = 1; break;
    case SIGWINCH: was_resized = 1; break;
    case SIGCONT: was_continued = 1; break;
    default: {
      // Whoever handled it before us handles it now: by default, the process ends.
      static const char plain[] = "\033[?2004l\r\n";
      tcsetattr(tty_input, TCSANOW, &tty_cooked);
      ssize_t ignored = write(tty_output, plain, sizeof(plain) - 1);
      (void)ignored;
      was_continued = 1;
      for (int i = 0; i < CAUGHT; i++) {
        if (caught[i] == number) sigaction(number, &before[i], NULL);
      }
      raise(number);
    }
  }
  cel_wake();
  errno = kept;
}

void cel_signals_begin(int input, int output, const struct termios *cooked) {
  if (is_catching) return;
  if (wake[0] < 0 && pipe(wake) == 0) {
    for (int i = 0; i < 2; i++) {
      fcntl(wake[i], F_SETFD, FD_CLOEXEC);
      fcntl(wake[i], F_SETFL, O_NONBLOCK);
    }
  }
  tty_input = input;
  tty_output = output;
  tty_cooked = *cooked;
  was_interrupted = was_resized = was_continued = 0;
  struct sigaction ours;
  memset(&ours, 0, sizeof(ours));
  ours.sa_handler = handle;
  sigemptyset(&ours.sa_mask);
  for (int i = 0; i < CAUGHT; i++) {
    sigaction(caught[i], NULL, &before[i]);
    // What the process was told to ignore (nohup) stays ignored; Ctrl-C is ours while we read.
    if (before[i].sa_handler == SIG_IGN && caught[i] != SIGINT) continue;
    sigaction(caught[i], &ours, NULL);
  }
  is_catching = 1;
}

void cel_signals_end(void) {
  if (!is_catching) return;
  for (int i = 0; i < CAUGHT; i++) sigaction(caught[i], &before[i], NULL);
  is_catching = 0;
}

int cel_wake_descriptor(void) { return wake[0]; }

int32_t cel_signals_take(void) {
  char bytes[64];
  while (wake[0] >= 0 && read(wake[0], bytes, sizeof(bytes)) > 0) {}
  int32_t seen = 0;
  if (was_interrupted) { was_interrupted = 0; seen |= CEL_INTERRUPTED; }
  if (was_resized) { was_resized = 0; seen |= CEL_RESIZED; }
  if (was_continued) { was_continued = 0; seen |= CEL_CONTINUED; }
  return seen;
}
