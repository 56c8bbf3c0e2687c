/* library.h - the modules written in the language, the .ex files under lib/, as embedded.

   The table is made at build time by tools/embed, sorted by path. */
#ifndef CNX_LANG_LIBRARY_H
#define CNX_LANG_LIBRARY_H

#include <stddef.h>

typedef struct LibraryFile {
    const char *path; /* inside lib/: "enum.ex" */
    const char *text; /* followed by a zero */
    size_t size;      /* without it */
} LibraryFile;

extern const LibraryFile library_files[];
extern const size_t library_file_count;

#endif
