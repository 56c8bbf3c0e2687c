/* plugin.h - compilers in shared objects, opened when first asked for (DESIGN: decision 5).

   A plugin sees the graph through the functions of CnxHost (cnx_plugin.h) alone. An opened one
   stays until the process ends: programs hold its code. */
#ifndef CNX_COMPILE_PLUGIN_H
#define CNX_COMPILE_PLUGIN_H

#include "compile/compile.h"

/* The compiler of libcnx-NAME.so; NULL after an error: there is none, or it cannot be used. */
const Compiler *plugin_compiler(Cx *cx, Str name);

/* Whether there is a file libcnx-NAME.so where plugins are looked for. */
bool plugin_is_installed(Str name);

/* The opened plugin whose compiler has this module, or NULL. */
const Compiler *plugin_of_module(Str module);

/* The same compiler for a target; NULL after an error: it takes none. */
const Compiler *plugin_for(Cx *cx, const Compiler *c, Str target);

/* Whether the compiler takes meshes. */
bool plugin_has_meshes(const Compiler *c);

/* A copy of the tensor in the memory of the compiler's target; NULL after an error: it has none, or
   no room. */
Tensor *plugin_place(Cx *cx, const Compiler *c, Tensor *t);

/* Appends a line for each device of the compiler's platform; false after an error.
   A compiler that knows of none gives no line. */
bool plugin_devices(Cx *cx, const Compiler *c, Text *out);

/* Where plugins are looked for, in order; those of CNX_PLUGINS that are no absolute paths are
   passed over. */
typedef VEC(Text) Folders;
void plugin_folders(Folders *out);
void folders_free(Folders *folders);

#endif
