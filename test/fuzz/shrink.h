/* shrink.h - makes the text of a graph smaller, line by line, as long as something about it holds.
 */
#ifndef CNX_TEST_SHRINK_H
#define CNX_TEST_SHRINK_H

#include "base/text.h"

/* The text to make smaller, yours, and whether another one will do as well. */
typedef struct Shrinker {
    Text text;
    bool (*will_do)(const void *closure, Str text);
    const void *closure;
} Shrinker;

/* Results dropped, nodes left out or replaced by constants, sizes made 1. */
void shrink(Shrinker *s);

#endif
