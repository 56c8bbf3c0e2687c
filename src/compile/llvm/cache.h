/* cache.h - private to src/compile/llvm: objects on disk, from one process to the next.

   A file of the cache's folder (base/cache_folder.h) holds an object under the hash of all that it
   was made of. A keyed hash at its front, with a secret that lies in the same folder, says that it
   was written by this user's cnx and is whole; anything else is as good as no file. */
#ifndef CNX_COMPILE_LLVM_CACHE_H
#define CNX_COMPILE_LLVM_CACHE_H

#include "base/text.h"

#include <llvm-c/Core.h>

enum { KEY_BYTES = 32 };

typedef struct Key {
    unsigned char at[KEY_BYTES];
} Key;

/* The hash of a text. */
Key key_of(Str text);

/* The object under the key, or NULL. */
LLVMMemoryBufferRef cache_load(const Key *key);

/* Keeps a copy of the object; a failure leaves no trace. */
void cache_store(const Key *key, LLVMMemoryBufferRef object);

#endif
