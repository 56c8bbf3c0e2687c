/* place.h - where PJRT plugins are: a path in CNX_XLA_PLUGIN, one for the platform in
   CNX_XLA_PLUGIN_HOST and its like, else the folder of the user's data in which `cnx xla install`
   puts them. Never the working directory. */
#ifndef CNX_COMPILE_XLA_PLACE_H
#define CNX_COMPILE_XLA_PLACE_H

#include <stdbool.h>
#include <stddef.h>

/* The platforms in the order in which one is taken when none is asked for. */
typedef enum Platform {
    PLATFORM_cuda,
    PLATFORM_rocm,
    PLATFORM_tpu,
    PLATFORM_host,
    PLATFORM_count
} Platform;

extern const char *const platform_names[PLATFORM_count];
/* What `cnx xla install` calls the plugin for it; NULL: it has none. */
extern const char *const plugin_wheels[PLATFORM_count];

/* Whether the text names a platform: "host" and "cpu" are one. */
bool platform_of(const char *text, size_t size, Platform *out);

/* The plugin's file for the platform; false when there is none. `room` gets the path, as the
   environment has it: of a file that may not be there, and perhaps no absolute one. */
bool plugin_place(Platform platform, char *room, size_t size);

/* Whether the shared object has all the bytes that its headers speak of: opening a file that was
   cut short would end the process. A file that is none is left to the one who opens it. */
bool plugin_is_whole(const char *file);

#endif
