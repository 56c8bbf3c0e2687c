/* store.h - bytes that outlive the process, found by what they were made from.

   A file of the cache's folder (base/cache_folder.h) holds the whole key, the bytes and a sum of
   both; a file that is not exactly that is as good as none. */
#ifndef CNX_COMPILE_STORE_H
#define CNX_COMPILE_STORE_H

#include <stddef.h>

/* What was kept under the key, in memory for free(); NULL when there is nothing. `kind` is the
   ending of the file's name. */
void *store_load(const char *kind, const void *key, size_t key_size, size_t *size);

/* Keeps the bytes; a failure leaves no trace. */
void store_save(const char *kind, const void *key, size_t key_size, const void *bytes, size_t size);

#endif
