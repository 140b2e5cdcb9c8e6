// Starts a program on a terminal of its own, for tests.

#ifndef CTERMINAL_H
#define CTERMINAL_H

#include <sys/types.h>

/// The descriptor of our side, or -1. The terminal has its size before the program starts.
int terminal_start(
    const char *program, char *const *arguments, char *const *variables, int rows, int columns,
    pid_t *child);
void terminal_resize(int descriptor, int rows, int columns);

#endif
