/* parts.c - see parts.h. */
#include "compile/parts.h"

#include "eval/eval.h"
#include "transform/cut.h"

#include <stdlib.h>
#include <string.h>

/* A piece that can run. */
typedef struct Step {
    const Node *node; /* NULL: a part, the first of the programs */
    Program **programs;
    int nprograms;
    int nin, nout, *in, *out; /* values; of the Piece */
    int ndone, *done;         /* values that nobody reads after it */
} Step;

typedef struct Parts {
    Program program;
    Pieces pieces;
    Step *steps;
} Parts;

/* --- running --- */

/* The branch that the predicates choose. */
static int branch_taken(const Step *s, Tensor *const *in)
{
    int taken = 0, last = s->node->nregions - 1;
    while (taken < last && scalar_is_zero(tensor_get(in[taken], 0)))
        taken++;
    return taken;
}

static bool step_run(Cx *cx, const Step *s, Tensor **in, Tensor **out)
{
    if (interrupted(cx))
        return false;
    if (s->nprograms == 0)
        return eval_node(cx, s->node, in, out);
    int taken = s->node ? branch_taken(s, in) : 0;
    const Program *p = s->programs[taken];
    return p->run(cx, p, in + (s->node ? s->node->nregions - 1 : 0), out);
}

/* The steps over the values, of which parameters are borrowed. */
static bool run_steps(Cx *cx, const Parts *p, Tensor **values)
{
    bool ok = true;
    int most = p->pieces.values + 1, borrowed = (int)p->program.graph->params.len;
    Tensor **in = mem_alloc(2 * (size_t)most * sizeof *in), **out = in + most, **many = NULL;
    for (size_t i = 0; i < p->pieces.list.len && ok; i++) {
        const Step *s = &p->steps[i];
        Tensor **operands = in;
        if (s->nin > most) /* a node may read a value often */
            operands = many = mem_resize(many, (size_t)s->nin * sizeof *many);
        for (int j = 0; j < s->nin; j++)
            operands[j] = values[s->in[j]];
        memset(out, 0, (size_t)s->nout * sizeof *out);
        ok = step_run(cx, s, operands, out);
        for (int j = 0; j < s->nout; j++)
            values[s->out[j]] = out[j];
        for (int j = 0; j < s->ndone; j++)
            if (s->done[j] >= borrowed) {
                tensor_free(values[s->done[j]]);
                values[s->done[j]] = NULL;
            }
    }
    free(in);
    free(many);
    return ok;
}

static bool run(Cx *cx, const Program *program, Tensor *const *inputs, Tensor **outputs)
{
    const Parts *p = (const Parts *)program;
    size_t nin = program->graph->params.len, count = (size_t)p->pieces.values;
    Tensor **values = mem_alloc((count + 1) * sizeof *values);
    memset(values, 0, (count + 1) * sizeof *values);
    memcpy(values, inputs, nin * sizeof *values);
    bool ok = run_steps(cx, p, values);
    for (size_t i = 0; i < p->pieces.results.len; i++)
        outputs[i] = ok ? tensor_ref(values[p->pieces.results.at[i]]) : NULL;
    for (size_t i = nin; i < count; i++)
        tensor_free(values[i]);
    free(values);
    return ok;
}

static void release(Program *program)
{
    Parts *p = (Parts *)program;
    for (size_t i = 0; p->steps && i < p->pieces.list.len; i++) {
        for (int j = 0; j < p->steps[i].nprograms; j++)
            program_free(p->steps[i].programs[j]);
        free(p->steps[i].programs);
        free(p->steps[i].done);
    }
    free(p->steps);
    pieces_free(&p->pieces);
    graph_free(program->graph);
    free(p);
}

/* --- building --- */

/* Notes for each step the values that it is the last to read, but for results. */
static void find_last(Parts *p)
{
    size_t count = (size_t)p->pieces.values;
    bool *is_read = mem_alloc(count + 1);
    memset(is_read, 0, count + 1);
    for (size_t i = 0; i < p->pieces.results.len; i++)
        is_read[p->pieces.results.at[i]] = true;
    for (size_t i = p->pieces.list.len; i-- > 0;) {
        Step *s = &p->steps[i];
        s->done = mem_alloc((size_t)(s->nin + s->nout + 1) * sizeof *s->done);
        for (int j = 0; j < s->nin + s->nout; j++) {
            int value = j < s->nin ? s->in[j] : s->out[j - s->nin];
            if (!is_read[value])
                s->done[s->ndone++] = value;
            is_read[value] = true;
        }
    }
    free(is_read);
}

static bool has_last(const Step *s, int value)
{
    for (int i = 0; i < s->ndone; i++)
        if (s->done[i] == value)
            return true;
    return false;
}

/* The parameters of the part that may become its results: those of the program that it is the last
   to read and whose result it makes. Yours; NULL: none. */
static int *part_aliases(const Parts *p, const Step *s, const Demands *d)
{
    bool found = false;
    if (d == NULL || d->aliases == NULL)
        return NULL;
    int *aliases = mem_alloc((size_t)(s->nin + 1) * sizeof *aliases);
    for (int i = 0; i < s->nin; i++) {
        bool is_given = s->in[i] < (int)p->program.graph->params.len && has_last(s, s->in[i]);
        int result = is_given ? d->aliases[s->in[i]] : -1;
        aliases[i] = -1;
        for (int j = 0; j < s->nout && result >= 0; j++)
            if (s->out[j] == p->pieces.results.at[result])
                aliases[i] = j;
        found |= aliases[i] >= 0;
    }
    if (!found)
        free(aliases);
    return found ? aliases : NULL;
}

/* Puts the graph's program into the step; *g is then its own. */
static bool add_program(Cx *cx, const Compiler *c, Graph **g, const Demands *d, Step *s)
{
    Program *made = parts_build(cx, c, *g, d);
    if (made == NULL)
        return false;
    *g = NULL;
    s->programs[s->nprograms++] = made;
    return true;
}

static bool build_step(Cx *cx, const Compiler *c, Parts *p, size_t index, const Demands *d)
{
    Piece *piece = &p->pieces.list.at[index];
    Step *s = &p->steps[index];
    int count = piece->part ? 1 : piece->branches ? piece->node->nregions : 0;
    bool ok = true;
    s->programs = mem_alloc((size_t)(count + 1) * sizeof *s->programs);
    if (piece->part) {
        int *aliases = part_aliases(p, s, d);
        Demands own = {.aliases = aliases};
        ok = add_program(cx, c, &piece->part, aliases ? &own : NULL, s);
        free(aliases);
    }
    for (int i = 0; piece->branches && i < count && ok; i++)
        ok = add_program(cx, c, &piece->branches[i], NULL, s);
    return ok;
}

static bool lacks(const Lacks *of, const Node *n)
{
    const Compiler *c = of->closure;
    return c->lacks(c, n);
}

Program *parts_build(Cx *cx, const Compiler *c, Graph *g, const Demands *d)
{
    Lacks left = {.lacks = lacks, .closure = c};
    if (c->lacks == NULL || (d && d->partitions) || !needs_cut(&left, g))
        return c->build(cx, c, g, d);
    Parts *p = mem_alloc(sizeof *p);
    *p = (Parts){.program = {.compiler = c, .graph = g, .run = run, .release = release}};
    bool ok = cut(cx, g, &left, &p->pieces);
    size_t count = p->pieces.list.len;
    p->steps = mem_alloc((count + 1) * sizeof *p->steps);
    memset(p->steps, 0, (count + 1) * sizeof *p->steps);
    for (size_t i = 0; i < count; i++) {
        const Piece *from = &p->pieces.list.at[i];
        p->steps[i] = (Step){.node = from->node, .nin = from->nin, .nout = from->nout};
        p->steps[i].in = from->in;
        p->steps[i].out = from->out;
    }
    find_last(p);
    for (size_t i = 0; i < count && ok; i++)
        ok = build_step(cx, c, p, i, d);
    if (ok)
        return &p->program;
    p->program.graph = NULL; /* the caller's */
    release(&p->program);
    return NULL;
}
