// Several renames and deletions in one go.

#ifndef CFILEACCESS_H
#define CFILEACCESS_H

#include <stddef.h>

/// One name that changes: `from` in an open folder becomes `to` in another, or is deleted where `to` is null.
struct sernb_step {
  int from_folder;
  const char *from;
  int to_folder;
  const char *to;
};

/// Does all steps in their order, up to the first rename that fails; a deletion that fails is passed over.
///
/// - Returns: the number of steps that were done. Where that is not all of them, `*error` is the `errno` of the next one.
size_t sernb_perform(const struct sernb_step *steps, size_t count, int *error);

#endif
