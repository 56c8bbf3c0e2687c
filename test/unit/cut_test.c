/* cut_test.c - the pieces of graphs whose decompositions are left: operations of a part in
   brackets, what is left by its name, in the order in which they run; and that every value is made,
   once, before it is read. */
#include "transform/cut.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int passed, failed_;

static const struct {
    const char *name, *graph, *pieces;
} cases[] = {
    {"nothing is left", "graph(%0: f32[2][2]) { %1 = exp %0 : f32[2][2] return %1 }", "[exp]"},
    {"before and behind what is left",
     "graph(%0: f32[2][2]) { %1 = exp %0 : f32[2][2] %2 = cholesky %1 : f32[2][2] %3 = negate %2 : "
     "f32[2][2] %4 = add %3, %1 : f32[2][2] return %4 }",
     "[exp] cholesky [negate add]"},
    {"what depends on nothing that is left is in the first part",
     "graph(%0: f32[2][2]) { %1 = cholesky %0 : f32[2][2] %2 = exp %0 : f32[2][2] %3 = add %1, %2 "
     ": f32[2][2] return %3 }",
     "[exp] cholesky [add]"},
    {"numbers are made in every part",
     "graph(%0: f32[2][2]) { %1 = constant 2.0 : f32 %2 = add %0, %1 : f32[2][2] %3 = cholesky %2 "
     ": f32[2][2] %4 = multiply %3, %1 : f32[2][2] return %4 }",
     "[constant add] cholesky [constant multiply]"},
    {"a number that is read between parts is a piece",
     "graph() { %0 = constant 2.0 : f32[2][2] %1 = cholesky %0 : f32[2][2] return %1, %0 }",
     "constant cholesky"},
    {"what is left keeps its order, wherever its results are read",
     "graph(%0: f32[2][2]) { %1 = lu %0 : (f32[2][2], f32[2][2], f32[2][2]) %2 = exp %0 : "
     "f32[2][2] "
     "%3 = cholesky %2 : f32[2][2] %4 = negate %3 : f32[2][2] %5 = cholesky %4 : f32[2][2] %6 = "
     "elem %1 index=1 : f32[2][2] %7 = eigh %6 : (f32[2], f32[2][2]) %8 = elem %7 index=1 : "
     "f32[2][2] return %5, %8 }",
     "[exp] lu cholesky [negate] cholesky eigh"},
    {"a condition with what is left in a branch",
     "graph(%0: u8, %1: f32[2][2]) { %2 = exp %1 : f32[2][2] %3 = cond %0, %2 : f32[2][2] "
     "region(%4: f32[2][2]) { %5 = cholesky %4 : f32[2][2] return %5 } region(%6: f32[2][2]) { %7 "
     "= negate %6 : f32[2][2] return %7 } %8 = add %3, %2 : f32[2][2] return %8 }",
     "[exp] cond [add]"},
    {"loops are not cut",
     "graph(%0: f32[2][2]) { %1 = while %0 states=1 : f32[2][2] region(%2: f32[2][2]) { %3 = "
     "constant 1 : u8 return %3 } region(%4: f32[2][2]) { %5 = cholesky %4 : f32[2][2] return %5 } "
     "return %1 }",
     "[while]"},
};

static bool is_left(const Lacks *lacks, const Node *n)
{
    (void)lacks;
    return n->op == OP_cholesky || n->op == OP_lu || n->op == OP_eigh;
}

static void print_piece(Text *out, const Piece *p)
{
    const char *between = "";
    if (out->len)
        text_add(out, STR(" "));
    if (p->node) {
        text_add(out, str_of(op_info[p->node->op].name));
        return;
    }
    text_add(out, STR("["));
    for (size_t i = 0; i < p->part->nodes.len; i++) {
        const Node *n = p->part->nodes.at[i];
        if (n->op == OP_parameter)
            continue;
        text_print(out, "%s%s", between, op_info[n->op].name);
        between = " ";
    }
    text_add(out, STR("]"));
}

/* Whether every value is made once and before it is read. */
static bool is_sound(const Graph *g, const Pieces *p)
{
    bool *is_made = calloc((size_t)p->values + 1, sizeof *is_made), ok = is_made != NULL;
    for (size_t i = 0; i < g->params.len && ok; i++)
        is_made[i] = true;
    for (size_t i = 0; i < p->list.len && ok; i++) {
        const Piece *piece = &p->list.at[i];
        for (int j = 0; j < piece->nin; j++)
            ok = ok && is_made[piece->in[j]];
        for (int j = 0; j < piece->nout; j++) {
            ok = ok && !is_made[piece->out[j]];
            is_made[piece->out[j]] = true;
        }
    }
    for (size_t i = 0; i < p->results.len; i++)
        ok = ok && is_made[p->results.at[i]];
    free(is_made);
    return ok;
}

static void check(const char *name, const char *text, const char *expected)
{
    Cx cx;
    cx_init(&cx);
    Text got = {0};
    Pieces pieces = {0};
    Lacks lacks = {.lacks = is_left};
    Graph *g = graph_read(&cx, source_add(&cx, str_of(name), str_of(text), false));
    bool ok = g && cut(&cx, g, &lacks, &pieces) && is_sound(g, &pieces);
    for (size_t i = 0; i < pieces.list.len; i++)
        print_piece(&got, &pieces.list.at[i]);
    ok = ok && needs_cut(&lacks, g) == (pieces.list.len > 1);
    ok = ok && !failed(&cx) && str_equal(text_str(&got), str_of(expected));
    if (!ok)
        printf("%s: expected %s, got %s\n", name, expected, text_cstr(&got));
    passed += ok, failed_ += !ok;
    text_free(&got);
    pieces_free(&pieces);
    graph_free(g);
    cx_free(&cx);
}

int main(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check(cases[i].name, cases[i].graph, cases[i].pieces);
    printf("%d passed, %d failed\n", passed, failed_);
    return failed_ > 0;
}
