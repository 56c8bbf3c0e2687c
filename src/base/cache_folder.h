/* cache_folder.h - the folder of what may be made again, and its files, which are whole or not
   there.

   $XDG_CACHE_HOME/cnx, or ~/.cache/cnx; only its owner may enter it. CNX_CACHE=off does without. */
#ifndef CNX_BASE_CACHE_FOLDER_H
#define CNX_BASE_CACHE_FOLDER_H

#include "base/text.h"

/* Appends the folder's path, made when it is not there; false when there is none to be trusted. */
bool cache_folder(Text *out);

/* The bytes of a plain file that has at most `most`, for free(); NULL when it is none. */
char *cache_read(const char *path, size_t most, size_t *size);

/* Makes a file of these parts: written beside and renamed. False leaves no trace. */
bool cache_write(const char *path, const Str *parts, int count);

#endif
