/* SPDX-License-Identifier: GPL-3.0-or-later */
/* To be built into a program: its own malloc() then stands before the C library's, and counts. A
 * sanitizer brings an own one: then it is not there. */
#include "support/test-allocations.h"

#if defined (__SANITIZE_ADDRESS__)
#define HAVE_COUNT 0
#elif defined (__has_feature)
#if __has_feature (address_sanitizer)
#define HAVE_COUNT 0
#endif
#endif
#ifndef HAVE_COUNT
#define HAVE_COUNT 1
#endif

static gsize n_allocations;

#if HAVE_COUNT
extern void *__libc_malloc (size_t size);
extern void *__libc_calloc (size_t n,
                            size_t size);
extern void *__libc_realloc (void  *block,
                             size_t size);
void *malloc (size_t size);
void *calloc (size_t n,
              size_t size);
void *realloc (void  *block,
               size_t size);

void *
malloc (size_t size)
{
  n_allocations++;
  return __libc_malloc (size);
}

void *
calloc (size_t n,
        size_t size)
{
  n_allocations++;
  return __libc_calloc (n, size);
}

void *
realloc (void  *block,
         size_t size)
{
  n_allocations++;
  return __libc_realloc (block, size);
}
#endif

gboolean
test_allocations_are_counted (void)
{
  return HAVE_COUNT;
}

gsize
test_allocations_get_count (void)
{
  return n_allocations;
}
