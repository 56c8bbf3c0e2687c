/* codegen_call.c - calls, operators and pipes. */
#include "lang/expand.h"
#include "lang/vm_state.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* --- making trees --- */

static Ast *make_head(Gen *g, Sym module, Sym name, Span span)
{
    Ast *parts[] = {ast_atom(g->arena, module, span), ast_atom(g->arena, name, span)};
    return ast_call(g->arena, SYM_dot, parts, 2, span);
}

Ast *make_call(Gen *g, Sym name, Span span, int count, ...)
{
    Ast *args[8];
    va_list list;
    va_start(list, count);
    for (int i = 0; i < count; i++)
        args[i] = va_arg(list, Ast *);
    va_end(list);
    return ast_call(g->arena, name, args, (uint32_t)count, span);
}

Ast *make_remote(Gen *g, Sym module, const char *name, Span span, int count, ...)
{
    Ast *args[8];
    va_list list;
    va_start(list, count);
    for (int i = 0; i < count; i++)
        args[i] = va_arg(list, Ast *);
    va_end(list);
    Ast *call = ast_call(g->arena, SYM_nil, args, (uint32_t)count, span);
    call->head = make_head(g, module, sym(g->cx, str_of(name)), span);
    return call;
}

Ast *make_var(Gen *g, Sym name, Span span)
{
    Ast *var = ast_new(g->arena, AST_var, span);
    var->name = name;
    return var;
}

Ast *make_arrow(Gen *g, Ast *const *params, uint32_t count, const Ast *body, Span span)
{
    return make_call(g, SYM_arrow, span, 2, ast_list(g->arena, params, count, span), body);
}

Ast *make_fn(Gen *g, Ast *const *clauses, uint32_t count, Span span)
{
    return ast_call(g->arena, SYM_fn, clauses, count, span);
}

/* --- calls --- */

/* The order in which the arguments are computed of functions that Elixir writes as calls of
   Erlang's, whose arguments stand otherwise; NULL: as they stand. */
static const char *order_of_arguments(const Gen *g, Sym module, Sym name, uint32_t count)
{
    static const struct {
        Sym module;
        const char *name, *order;
    } rows[] = {
        {SYM_Kernel, "elem", "10"},         {SYM_Kernel, "put_elem", "102"},
        {SYM_Kernel, "is_map_key", "10"},   {SYM_Kernel, "is_struct", "10"},
        {SYM_Kernel, "is_exception", "10"}, {SYM_Kernel, "then", "10"},
        {SYM_Kernel, "tap", "10"},          {SYM_Map, "fetch", "10"},
        {SYM_Map, "fetch!", "10"},          {SYM_Map, "has_key?", "10"},
        {SYM_Map, "delete", "10"},          {SYM_Map, "replace!", "120"},
        {SYM_Tuple, "duplicate", "10"},     {SYM_Tuple, "delete_at", "10"},
        {SYM_Tuple, "insert_at", "102"},
    };
    if (count < 2 || (module != SYM_Kernel && module != SYM_Map && module != SYM_Tuple))
        return NULL;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].module == module && strlen(rows[i].order) == count &&
            str_is(sym_text(g->cx, name), rows[i].name))
            return rows[i].order;
    return NULL;
}

/* The arguments, in consecutive registers. An argument that binds a variable would bind it to the
   callee's frame, so then all move on to a fresh window. */
static uint16_t gen_args(Gen *g, Ast *const *args, uint32_t count, const char *order)
{
    if (count > 255) {
        fail(g->cx, g->span, EXC_CompileError, "a call with %u arguments, 255 are possible", count);
        return 0;
    }
    uint16_t first = regs_new(g, count ? count : 1);
    size_t locals = g->locals.len;
    for (uint32_t i = 0; i < count && !failed(g->cx); i++) {
        size_t bound = g->locals.len;
        uint32_t at = order ? (uint32_t)(order[i] - '0') : i;
        gen(g, args[at], (uint16_t)(first + at));
        if (g->locals.len == bound)
            g->next = g->locals.len == locals ? first + (count ? count : 1) : g->next;
    }
    return g->locals.len == locals ? first : regs_copy(g, first, count);
}

/* Calls the function that `named` names, private ones of the own module only when the call names no
 * module. */
static void gen_site_call(Gen *g, Site named, Ast *const *args, uint16_t dst)
{
    Sym module = named.module, name = named.name;
    uint32_t count = named.arity;
    const Function *guard = g->guard ? guard_find(g, module, name, count) : NULL;
    if (guard) {
        gen_expanded(g, guard_inline(g, guard, args, g->span), dst);
        return;
    }
    size_t locals = g->locals.len;
    uint32_t next = g->next;
    uint16_t window = gen_args(g, args, count, order_of_arguments(g, module, name, count));
    uint32_t s = site(g, named);
    Function *f = function_find(g->vm, module, name, count);
    if (f && f->native && s <= UINT16_MAX) {
        int32_t at = emit(g, INSN_native, (int)count, window, s, 0, 0);
        if (g->guard)
            jump_add(g->guard, at);
        deliver(g, dst, window);
    } else if (dst == RESULT) {
        emit(g, INSN_tail_call, (int)count, window, 0, 0, (int32_t)s);
    } else {
        emit(g, INSN_call, (int)count, window, 0, 0, (int32_t)s);
        deliver(g, dst, window);
    }
    release(g, locals, next);
}

/* f.(args) */
static void gen_value_call(Gen *g, const Ast *function, Ast *const *args, uint32_t count,
                           uint16_t dst)
{
    size_t locals = g->locals.len;
    uint32_t next = g->next;
    uint16_t f = gen_operand(g, function);
    uint16_t window = gen_args(g, args, count, NULL);
    if (dst == RESULT) {
        emit(g, INSN_tail_value, (int)count, window, f, 0, 0);
    } else {
        emit(g, INSN_call_value, (int)count, window, f, 0, 0);
        deliver(g, dst, window);
    }
    release(g, locals, next);
}

/* Whether the list's elements are written out, so that they may stand as arguments. */
static bool is_written_out(const Ast *list)
{
    return list->kind == AST_list && list->count <= 255 &&
           !(list->count && ast_is_call(list->args[list->count - 1], SYM_pipe, 2));
}

/* apply(module, :name, [a, b]) and apply(f, [a, b]) are the calls that they spell out: no list is
   made, and no function looked for. False: what is called is known to the running program alone. */
static bool gen_apply(Gen *g, Ast *const *args, uint32_t count, uint16_t dst)
{
    const Ast *list = args[count - 1];
    Sym module;
    if (!is_written_out(list))
        return false;
    if (count == 2)
        gen_value_call(g, args[0], list->args, list->count, dst);
    else if (args[1]->kind == AST_atom && module_name(g, args[0], &module))
        gen_site_call(g,
                      (Site){.module = module,
                             .name = args[1]->name,
                             .arity = list->count,
                             .names_module = true},
                      list->args, dst);
    else
        return false;
    return true;
}

static void gen_named(Gen *g, Site named, Ast *const *args, uint16_t dst)
{
    Sym module = named.module;
    uint32_t count = named.arity;
    bool is_apply = (module == SYM_Kernel || module == SYM_erlang) && (count == 2 || count == 3) &&
                    str_is(sym_text(g->cx, named.name), "apply");
    if (!is_apply || g->guard || !gen_apply(g, args, count, dst))
        gen_site_call(g, named, args, dst);
}

void gen_remote(Gen *g, Sym module, Sym name, Ast *const *args, uint32_t count, uint16_t dst)
{
    gen_named(g, (Site){.module = module, .name = name, .arity = count}, args, dst);
}

/* --- operators --- */

static InsnOp operator_insn(Sym name)
{
    switch (name) {
    case SYM_plus:
        return INSN_add;
    case SYM_minus:
        return INSN_sub;
    case SYM_times:
        return INSN_mul;
    case SYM_eq:
        return INSN_eq;
    case SYM_ne:
        return INSN_ne;
    case SYM_strict_eq:
        return INSN_strict_eq;
    case SYM_strict_ne:
        return INSN_strict_ne;
    case SYM_lt:
        return INSN_lt;
    case SYM_le:
        return INSN_le;
    case SYM_gt:
        return INSN_gt;
    case SYM_ge:
        return INSN_ge;
    default:
        return INSN_count;
    }
}

static bool is_order(const Ast *ast)
{
    bool is_operator = ast->kind == AST_call && ast->head == NULL && ast->count == 2;
    InsnOp op = is_operator ? operator_insn(ast->name) : INSN_count;
    return op == INSN_lt || op == INSN_le || op == INSN_gt || op == INSN_ge;
}

/* a < b < c compares what a < b gave. */
static void warn_nested(Gen *g, const Ast *ast)
{
    if (!is_order(ast) || !(is_order(ast->args[0]) || is_order(ast->args[1])))
        return;
    Text wrote = {0};
    tree_text(g->vm, &wrote, ast);
    warn(
        g->vm, operator_span(ast), g->env->module ? g->env->module->name : SYM_nil, g->function,
        "Elixir does not support nested comparisons. Something like\n\n"
        "     x < y < z\n\n"
        "is equivalent to\n\n"
        "     (x < y) < z\n\n"
        "which ultimately compares z with the boolean result of (x < y). Instead, consider joining "
        "together each comparison segment with an \"and\", for example,\n\n"
        "     x < y and y < z\n\n"
        "You wrote: %s",
        text_cstr(&wrote));
    text_free(&wrote);
}

static void gen_operator(Gen *g, const Ast *ast, InsnOp op, uint16_t dst)
{
    warn_nested(g, ast);
    size_t locals = g->locals.len;
    uint32_t next = g->next;
    uint16_t r = reg_for(g, dst);
    uint16_t b = gen_operand(g, ast->args[0]);
    uint16_t c = gen_operand(g, ast->args[1]);
    int32_t at = emit(g, op, 0, r, b, c, 0);
    if (g->guard && (op == INSN_add || op == INSN_sub || op == INSN_mul))
        jump_add(g->guard, at);
    deliver(g, dst, r);
    release(g, locals, next);
}

/* --- pipes --- */

#define PIPE_TARGETS                                                                               \
    ", can only pipe into local calls foo(), remote calls Foo.bar() or anonymous function calls "  \
    "foo.()"

/* The tree as the program wrote it. */
static Str written(const Gen *g, const Ast *ast)
{
    return str_slice(g->cx->sources.at[ast->span.source].text, ast->span.start, ast->span.end);
}

/* Whether `value |> call` is one that can be, else an error with Elixir's text. */
static bool check_pipe(Gen *g, const Ast *value, const Ast *call)
{
    static const char *const builds[] = {"{}", "%{}", "%", "<<>>", "__aliases__", "&", NULL};
    static const char *const unary[] = {"+", "-", "!", "^", "not", "~~~", NULL};
    static const char *const binary[] = {"+",   "-",   "*",  "/",  "**",  "++", "--",
                                         "+++", "---", "..", "<>", "^^^", "in", NULL};
    if (call->kind == AST_var)
        return true;
    Str from = written(g, value), to = written(g, call);
    bool is_call = call->kind == AST_call, is_plain = is_call && !call->head;
    Str name = is_plain ? sym_text(g->cx, call->name) : STR("");
    bool is_negative = !is_call && to.len > 1 && (to.at[0] == '-' || to.at[0] == '+');
    if (ast_is_call(call, SYM_fn, -1))
        fail(g->cx, call->span, EXC_ArgumentError,
             "cannot pipe %.*s into an anonymous function without calling the function; use "
             "Kernel.then/2 instead or define the anonymous function as a regular private function",
             (int)from.len, from.at);
    else if (is_negative || (is_plain && call->count == 1 && is_named(name, unary)))
        fail(g->cx, call->span, EXC_ArgumentError,
             "piping into a unary operator is not supported, please use the qualified name: "
             "Kernel.%.*s(%.*s), instead of %.*s",
             is_plain ? (int)name.len : 1, is_plain ? name.at : to.at,
             (int)to.len - (is_plain ? (int)name.len : 1), to.at + (is_plain ? name.len : 1),
             (int)to.len, to.at);
    else if (is_plain && call->count == 2 && is_named(name, binary))
        fail(g->cx, call->span, EXC_ArgumentError,
             "cannot pipe %.*s into %.*s, the :%.*s operator can only take %s", (int)from.len,
             from.at, (int)to.len, to.at, (int)name.len, name.at,
             is_named(name, unary) ? "one argument" : "two arguments");
    else if (!is_call || is_named(name, builds))
        fail(g->cx, call->span, EXC_ArgumentError, "cannot pipe %.*s into %.*s" PIPE_TARGETS,
             (int)from.len, from.at, (int)to.len, to.at);
    return !failed(g->cx);
}

/* `value |> call`: the call with the value as its first argument. */
static const Ast *piped(Gen *g, const Ast *value, const Ast *call)
{
    bool is_hidden = value->kind == AST_var && !is_written_name(sym_text(g->cx, value->name));
    const Ast *kept = is_hidden ? NULL : expansion_kept(g->vm, call);
    if (kept || !check_pipe(g, value, call))
        return kept ? kept : value;
    if (call->kind == AST_var)
        return make_call(g, call->name, call->span, 1, value);
    Ast *out = ast_new(g->arena, AST_call, span_join(value->span, call->span));
    *out = *call;
    out->count = call->count + 1;
    out->args = arena_array(g->arena, Ast *, out->count);
    out->args[0] = (Ast *)value;
    for (uint32_t i = 0; i < call->count; i++)
        out->args[i + 1] = call->args[i];
    if (!is_hidden)
        expansion_keep(g->vm, call, out);
    return out;
}

typedef VEC(const Ast *) Calls;

static bool is_macro(Gen *g, const Ast *call)
{
    bool is_form = call->kind == AST_call && call->head == NULL && special_form(call->name);
    return !is_form && !failed(g->cx) && macro_is_called(g, call);
}

/* A macro gets the tree in front of it, not its value: what is left of the outermost macro's call
   becomes one tree (for dbg the pipe as it is written). Gives what is piped into the calls left. */
static const Ast *before_macro(Gen *g, const Ast *pipe, const Ast *value, Calls *calls)
{
    for (size_t i = 0; i < calls->len; i++, pipe = pipe->args[0]) {
        const Ast *call = piped(g, pipe->args[0], calls->at[i]);
        if (!is_macro(g, call))
            continue;
        bool is_whole = call->head == NULL && call->name == SYM_dbg;
        while (!is_whole && calls->len > i + 1)
            value = piped(g, value, vec_pop(calls));
        calls->len = i + 1;
        return is_whole ? pipe->args[0] : value;
    }
    return value;
}

/* a |> f |> g is piped from the inside out, without recursion however long the chain is. */
static void gen_pipe(Gen *g, const Ast *ast, uint16_t dst)
{
    Calls calls = {0};
    const Ast *pipe = ast;
    for (; ast_is_call(ast, SYM_pipe_into, 2); ast = ast->args[0])
        vec_push(&calls, ast->args[1]);
    size_t locals = g->locals.len;
    uint32_t next = g->next;
    const Ast *value = before_macro(g, pipe, ast, &calls);
    while (calls.len > 1 && !failed(g->cx)) { /* each step's value is a hidden variable */
        const Ast *call = piped(g, value, vec_pop(&calls));
        uint16_t r = reg_new(g);
        gen(g, call, r);
        Sym name = fresh_name(g, "pipe");
        bind(g, name, r);
        value = make_var(g, name, call->span);
    }
    if (!failed(g->cx))
        gen(g, piped(g, value, calls.at[0]), dst);
    vec_free(&calls);
    g->locals.len = locals;
    g->next = next;
}

/* --- remote calls and fields --- */

void note_call(Gen *g, RemoteCall call)
{
    Span span = call.span;
    bool is_written = g->expansions == 0;
    if (!warns_at(g->vm, span))
        return;
    Str text = str_slice(g->cx->sources.at[span.source].text, span.start, span.end);
    Str called = sym_text(g->cx, call.name);
    const char *dot = text.at;
    while ((dot = memchr(dot, '.', (size_t)(text.at + text.len - dot))) != NULL) {
        Str rest = str_slice(text, (size_t)(dot + 1 - text.at), text.len);
        if (str_starts(rest, called)) {
            span.start += (uint32_t)(dot + 1 - text.at);
            is_written = true;
            break;
        }
        dot++;
    }
    call.span = (Span){span.source, span.start, span.start + 1};
    if (is_written)
        note_remote(g->vm, g->env->module, g->function, call);
}

/* module.name(args) where only running tells the module: its function is fetched, then called, so
   that the call is an ordinary one. Without arguments it may also be a map's field. */
static void gen_module_call(Gen *g, const Ast *ast, uint16_t dst)
{
    Ast *module = ast->head->args[0], *name = ast->head->args[1];
    Ast *count = ast_new(g->arena, AST_int, ast->span);
    count->i = ast->count;
    if (ast->count == 0) {
        Ast *none = ast_list(g->arena, NULL, 0, ast->span);
        gen(g, make_remote(g, SYM_erlang, "apply", ast->span, 3, module, name, none), dst);
        return;
    }
    Ast *function = make_remote(g, SYM_Cnx_Module, "function", ast->span, 3, module, name, count);
    gen_value_call(g, function, ast->args, ast->count, dst);
}

static void gen_dot_call(Gen *g, const Ast *ast, uint16_t dst)
{
    const Ast *dot = ast->head;
    if (ast_is_call(dot, SYM_dot, 1)) {
        if (check_guard_dot(g, ast) && check_anonymous(g, ast))
            gen_value_call(g, dot->args[0], ast->args, ast->count, dst);
        return;
    }
    if (!ast_is_call(dot, SYM_dot, 2) || dot->args[1]->kind != AST_atom) {
        fail(g->cx, ast->span, EXC_CompileError, "invalid call");
        return;
    }
    Sym module, name = dot->args[1]->name;
    Value receiver;
    if (dot->args[0]->kind != AST_atom && dot->args[0]->kind != AST_call &&
        constant_value(g, dot->args[0], &receiver)) {
        value_free(receiver);
        refuse(g, ast, ast, "invalid call ");
        return;
    }
    bool is_module = module_name(g, dot->args[0], &module);
    if (is_module && module == SYM_Kernel && defn_kernel(g, ast, dst))
        return;
    if (is_module && module == SYM_Kernel && special_form(name)) { /* Kernel.and(a, b) */
        special_form(name)(g, ast_call(g->arena, name, ast->args, ast->count, ast->span), dst);
    } else if (is_module) {
        Ast *expanded =
            function_find(g->vm, module, name, ast->count) ? NULL : macro_expand(g, ast);
        if (expanded)
            gen_expanded(g, expanded, dst);
        else if (!failed(g->cx) && check_guard_call(g, ast, module, name, ast->count) &&
                 !(g->is_defn && defn_remote(g, module, name, ast, dst))) {
            note_call(g, (RemoteCall){.module = module,
                                      .name = name,
                                      .arity = ast->count,
                                      .span = ast->span,
                                      .is_unrequired = macro_is_absent(g, ast, module)});
            gen_named(
                g,
                (Site){.module = module, .name = name, .arity = ast->count, .names_module = true},
                ast->args, dst);
        }
    } else if (ast->count == 0 && !(ast->flags & AST_PARENS)) {
        size_t locals = g->locals.len;
        uint32_t next = g->next;
        uint16_t r = reg_for(g, dst);
        uint16_t b = gen_operand(g, dot->args[0]);
        int32_t at = emit(g, INSN_map_field, 0, r, b, constant_atom(g, name), 0);
        if (g->guard)
            jump_add(g->guard, at);
        deliver(g, dst, r);
        release(g, locals, next);
    } else if (check_guard_dot(g, ast)) {
        gen_module_call(g, ast, dst);
    }
}

/* first..last and first..last//step with literals that are no integers are refused while compiling.
 */
static void check_range(Gen *g, const Ast *ast)
{
    Text shown = {0};
    bool is_good = true;
    for (uint32_t i = 0; i < 2; i++) {
        const Ast *side = ast->args[i];
        Value literal;
        is_good = is_good && side->kind != AST_float && side->kind != AST_atom &&
                  side->kind != AST_string && side->kind != AST_list;
        text_add(&shown, i ? STR("..") : STR(""));
        if (side->kind != AST_call && constant_value(g, side, &literal)) {
            value_inspect(g->vm, &shown, literal, &inspect_defaults);
            value_free(literal);
        } else {
            Str text = g->cx->sources.at[side->span.source].text;
            text_add(&shown, str_slice(text, side->span.start, side->span.end));
        }
    }
    if (!is_good)
        fail(g->cx, ast->span, EXC_ArgumentError,
             "ranges (first..last//step) expect both sides to be integers, got: %s",
             text_cstr(&shown));
    else if (ast->count == 3 && ast->args[2]->kind == AST_int && ast->args[2]->i == 0)
        fail(g->cx, ast->args[2]->span, EXC_ArgumentError,
             "ranges (first..last//step) expect the step to be a non-zero integer, got: 0");
    text_free(&shown);
}

/* Where the function of a call without prefix comes from: a quote knows what it meant. */
static Sym call_module(Gen *g, const Ast *ast, uint32_t count)
{
    Origin o = origin_at(g->vm, ast->kind == AST_call ? ast->context : 0);
    if (o.receiver == SYM_nil)
        return import_use(g, ast->name, count, ast->span);
    return function_find(g->vm, o.receiver, ast->name, count) ? o.receiver : SYM_nil;
}

/* A call without prefix of a function that was found, the module's own or an imported one. */
static void gen_plain_call(Gen *g, const Ast *ast, Sym module, uint32_t count, uint16_t dst)
{
    if (module != SYM_Kernel && (g->env->module == NULL || g->env->module->name != module))
        note_call(g, (RemoteCall){
                         .module = module, .name = ast->name, .arity = count, .span = ast->span});
    gen_remote(g, module, ast->name, ast->args, count, dst);
}

void gen_call(Gen *g, const Ast *ast, uint16_t dst)
{
    uint32_t count = ast->kind == AST_var ? 0 : ast->count;
    if (ast->kind == AST_call && ast->head) {
        gen_dot_call(g, ast, dst);
        return;
    }
    if (g->is_defn && gen_defn(g, ast, dst))
        return;
    bool is_own = !g->guard && g->env->module && module_has(g->env->module, ast->name, count);
    bool is_excepted = g->env->imports.len && kernel_hides(g, ast, count);
    is_own = is_own || is_excepted;
    SpecialForm *form = special_form(ast->name);
    InsnOp op = operator_insn(ast->name);
    if ((form || op != INSN_count) && !is_excepted && ast->context == 0)
        note_import(g, SYM_Kernel, ast->name, count, ast->span);
    if (form && !is_own && form_takes(ast->name, count)) {
        if (check_guard_form(g, ast))
            form(g, ast, dst);
        return;
    }
    if (is_kernel_sigil(g, ast) && !is_own) {
        gen_sigil(g, ast, dst);
    } else if (ast->name == SYM_binary_plus && count == 2 && !is_own && !g->guard) {
        gen_binary_plus(g, ast, dst);
    } else if (op != INSN_count && count == 2 && !is_own) {
        gen_operator(g, ast, op, dst);
    } else if (ast->name == SYM_pipe_into && count == 2) {
        gen_pipe(g, ast, dst);
    } else if (ast->name == SYM_amp && count == 1) {
        if (check_guard_form(g, ast))
            gen_capture(g, ast, dst);
    } else {
        if (!check_ambiguous(g, ast) || !check_imports(g, ast, ast->name, count))
            return;
        Sym module = call_module(g, ast, count);
        if (module == SYM_Kernel && (ast->name == SYM_range || ast->name == SYM_range_step) &&
            count)
            check_range(g, ast);
        Ast *expanded = module == SYM_nil ? macro_expand(g, ast) : NULL;
        if (module == SYM_nil && !expanded && !failed(g->cx))
            module = local_later(g, ast->name, count, ast->span);
        if (expanded)
            gen_expanded(g, expanded, dst);
        else if (failed(g->cx) || !check_guard_call(g, ast, module, ast->name, count))
            return;
        else if (module != SYM_nil)
            gen_plain_call(g, ast, module, count, dst);
        else
            gen_undefined(g, ast, ast->name, count);
    }
}
