/* join.c - see join.h. A task copies one operand. */
#include "compile/join.h"

#include "base/pool.h"

#include <string.h>

enum { SMALL_BYTES = 1 << 17 /* one thread's */ };

typedef struct Join {
    void *const *from;
    char *to;
    int64_t *row; /* bytes of each operand side by side, as often as there are elements around */
    int64_t *at;  /* where it begins in a row of the whole */
    int64_t rows, whole;
} Join;

static void copy_task(PoolRun *run, int64_t index, void *closure)
{
    const Join *j = closure;
    const char *from = j->from[index];
    char *to = j->to + j->at[index];
    if (pool_stopped(run) || (from == to && j->rows == 1))
        return;
    for (int64_t i = 0; i < j->rows; i++)
        memmove(to + i * j->whole, from + i * j->row[index], (size_t)j->row[index]);
}

bool join(Cx *cx, const Node *n, void *const *from, void *to)
{
    int64_t axis = node_int(n, ATTR_axis), missing = 0;
    const Type *own = node_type(n);
    Join j = {.from = from, .to = to, .rows = 1};
    int64_t *room = mem_alloc(2 * (size_t)n->nargs * sizeof *room);
    j.row = room, j.at = room + n->nargs;
    for (int a = 0; a < axis; a++)
        j.rows *= own->shape.dim[a];
    for (int i = 0; i < n->nargs; i++) {
        int64_t bytes =
            shape_count(&node_type(n->args[i])->shape) * dtype_info[own->dtype].bits / 8;
        j.row[i] = bytes / j.rows;
        j.at[i] = j.whole;
        j.whole += j.row[i];
        missing += from[i] == j.to + j.at[i] && j.rows == 1 ? 0 : bytes;
    }
    bool ok = missing < SMALL_BYTES ? pool_run_here(cx, n->nargs, copy_task, &j)
                                    : pool_run(cx, n->nargs, copy_task, &j);
    free(room);
    return ok && !failed(cx);
}
