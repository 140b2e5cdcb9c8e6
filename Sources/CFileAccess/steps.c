// Renames and deletions that a kill of the process does not cut short.
//
// They take some microseconds each, and a process may be killed between any two of them. So a child does them, which
// lives on when its parent is killed. It shares the locks of the parent, which therefore last until it has ended, and it
// calls nothing but system calls: `fork` leaves it a single thread, and others may have held any lock.

#include "CFileAccess.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

struct report {
  size_t done;
  int error;
};

static void perform(const struct sernb_step *steps, size_t count, struct report *report) {
  for (; report->done < count; report->done++) {
    const struct sernb_step *step = &steps[report->done];
    if (!step->to) {
      (void)unlinkat(step->from_folder, step->from, 0);
    } else if (renameat(step->from_folder, step->from, step->to_folder, step->to) != 0) {
      report->error = errno;
      return;
    }
  }
}

size_t sernb_perform(const struct sernb_step *steps, size_t count, int *error) {
  struct report own = {0, 0};
  struct report *report = &own;
  if (count > 1) {
    void *page =
        mmap(NULL, sizeof(struct report), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (page != MAP_FAILED) report = page;
  }
  pid_t child = -1;
  if (report != &own) {
    *report = own;
    // A handler of the parent must not run in the child, which a signal to all of its group reaches too.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    child = fork();
    if (child == 0) {
      perform(steps, count, report);
      _exit(0);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
  }
  if (child > 0) {
    int status;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
  }
  // Without a child, or where it was killed itself.
  if (!report->error) perform(steps, count, report);
  own = *report;
  if (report != &own) munmap(report, sizeof(struct report));
  *error = own.error;
  return own.done;
}
