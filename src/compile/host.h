/* host.h - private to src/compile: the functions a plugin may call. */
#ifndef CNX_COMPILE_HOST_H
#define CNX_COMPILE_HOST_H

#include "cnx_plugin.h"
#include "compile/compile.h"

extern const CnxHost plugin_host;

/* The public names of what they stand for. */
static inline CnxRun *run_of(Cx *cx)
{
    return (CnxRun *)cx;
}

static inline const CnxGraph *public_graph(const Graph *g)
{
    return (const CnxGraph *)g;
}

#endif
