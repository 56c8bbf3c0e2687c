/* format_operator.c - operators: precedence as parentheses, and where lines break.

   Most operators break behind themselves. Pipes, `|` and `when` break in front: a chain of them is
   one row of operands that stand on one line or on a line each. */
#include "syntax/format_state.h"

/* What an operator does besides its precedence. */
enum Habit {
    HABIT_tight = 1,         /* no blanks around it */
    HABIT_no_break = 2,      /* no newline beside it */
    HABIT_pipe = 4,          /* breaks in front, groups to the left */
    HABIT_bar = 8,           /* breaks in front, groups to the right */
    HABIT_logical = 16,      /* not mixed with others of its kind without parentheses */
    HABIT_opens = 32,        /* what opens behind it may stay on the line */
    HABIT_wants_parens = 64, /* around operations that are its operands */
};

static unsigned habits(Sym name)
{
    switch (name) {
    case SYM_range:
        return HABIT_tight | HABIT_wants_parens;
    case SYM_step_op:
    case SYM_range_step:
        return HABIT_tight;
    case SYM_default_op:
        return HABIT_no_break;
    case SYM_in:
        return HABIT_no_break | HABIT_wants_parens;
    case SYM_pipe_into:
    case SYM_tilde_right2:
    case SYM_tilde_left2:
    case SYM_tilde_right:
    case SYM_tilde_left:
    case SYM_tilde_both:
    case SYM_pipe_both:
        return HABIT_pipe | HABIT_wants_parens;
    case SYM_pipe:
    case SYM_when:
        return HABIT_bar;
    case SYM_or_or:
    case SYM_or3:
    case SYM_or:
    case SYM_and_and:
    case SYM_and3:
    case SYM_and:
        return HABIT_logical;
    case SYM_left_arrow:
    case SYM_eq:
    case SYM_ne:
    case SYM_regex_match:
    case SYM_strict_eq:
    case SYM_strict_ne:
    case SYM_lt:
    case SYM_gt:
    case SYM_le:
    case SYM_ge:
    case SYM_match:
    case SYM_type_op:
        return HABIT_opens;
    case SYM_shift_left:
    case SYM_shift_right:
    case SYM_xor3:
    case SYM_list_plus3:
    case SYM_list_minus3:
    case SYM_list_plus:
    case SYM_list_minus:
    case SYM_binary_plus:
        return HABIT_wants_parens;
    default: /* symbols, not an enumeration of ours */
        return 0;
    }
}

static Context operand_context(Context context, Context otherwise)
{
    switch (context) {
    case CTX_no_parens_one_arg:
    case CTX_no_parens_arg:
        return CTX_no_parens_arg;
    case CTX_parens_one_arg:
    case CTX_parens_arg:
        return CTX_parens_arg;
    case CTX_block:
    case CTX_operand:
        return otherwise;
    }
    return otherwise;
}

Context left_context(Context context)
{
    return operand_context(context, CTX_parens_arg);
}

Context right_context(Context context)
{
    return operand_context(context, CTX_operand);
}

/* --- unary --- */

const Doc *format_unary(Formatter *f, const char *text, const Ast *arg, Sym op, Context context)
{
    const Doc *d = format_node(f, arg, right_context(context));
    bool again = (op == SYM_bang || op == SYM_not) && ast_is_call(arg, op, 1);
    if (!again)
        d = in_parens_if_operation(f, d, arg);
    return cat(f, word(f, op == SYM_not ? "not " : text), d);
}

/* &Mod.fun/2 and &fun/2; NULL: another capture. */
static const Doc *captured_name(Formatter *f, const Ast *arg)
{
    if (!ast_is_call(arg, SYM_divide, 2) || arg->args[1]->kind != AST_int)
        return NULL;
    const Ast *left = arg->args[0];
    const Token *arity = &f->tokens[first_token(f, arg->args[1])];
    const Doc *behind = doc_text(&f->arena, str_slice(f->text, arity->start, arity->end));
    behind = cat(f, word(f, "/"), behind);
    if (left->kind == AST_var)
        return cat(f, doc_string(&f->arena, sym_text(f->cx, left->name)), behind);
    bool is_remote = left->kind == AST_call && left->count == 0 && left->head &&
                     ast_is_call(left->head, SYM_dot, 2) && left->head->args[1]->kind == AST_atom;
    if (!is_remote)
        return NULL;
    const Ast *target = left->head->args[0];
    const Doc *d = node_in_parens_if_operation(f, target, CTX_no_parens_arg);
    if (ast_is_call(target, SYM_fn, -1))
        d = in_parens(f, d);
    d = cat3(f, nest(f, d, 1), word(f, "."), remote_name(f, left->head->args[1]));
    return cat(f, d, behind);
}

const Doc *format_capture(Formatter *f, const Ast *arg, Context context)
{
    bool is_number = arg->kind == AST_int;
    const Doc *d = is_number ? format_node(f, arg, context) : captured_name(f, arg);
    if (d == NULL)
        d = node_in_parens_if_operation(f, arg, context);
    Str shown = one_line(f, d);
    bool apart = !is_number && shown.len && shown.at[0] == '&';
    return cat(f, word(f, apart ? "& " : "&"), d);
}

static bool is_identifier(Str name)
{
    char c = name.len ? name.at[0] : 0;
    return c == '_' || (c >= 'a' && c <= 'z') || (c & 0x80);
}

const Doc *format_attribute(Formatter *f, const Ast *ast, Context context)
{
    const Ast *arg = ast->args[0];
    if (ast_is_call(arg, SYM_aliases, -1) && arg->count > 1)
        return cat(f, cat(f, word(f, "@("), format_node(f, arg, CTX_parens_arg)), word(f, ")"));
    bool is_call = arg->kind == AST_call && arg->head == NULL && arg->count == 1 &&
                   arg->name != SYM_block && arg->name != SYM_aliases && !unary_row(f, arg->name) &&
                   is_identifier(sym_text(f->cx, arg->name));
    if (arg->kind == AST_call && arg->head) /* @a.b would be (@a).b */
        return cat(f, word(f, "@"), in_parens(f, format_node(f, arg, CTX_parens_arg)));
    if (!is_call)
        return format_unary(f, "@", arg, SYM_at, context);
    bool wrap = false;
    const Doc *behind = call_arguments(f, arg, context, PARENS_unless_argument, false, &wrap);
    const Doc *name = cat(f, word(f, "@"), doc_string(&f->arena, sym_text(f->cx, arg->name)));
    const Doc *d = cat(f, name, behind);
    return wrap ? in_parens(f, d) : d;
}

/* --- binary --- */

/* The two sides and the name an operation is printed by. */
typedef struct Operation {
    Sym name; /* whose habits and precedence count */
    const char *text;
    const Ast *left, *right;
    const Ast *range; /* a..b//c: the whole, whose left side is its first two */
    const Ast *guard; /* a, b when c: the whole, whose left side is all but the last */
    uint32_t token;
} Operation;

static const OperatorRow *row_of(const Formatter *f, Sym name)
{
    return binary_row(f, name == SYM_range_step ? SYM_step_op : name);
}

static Operation operation_of(const Formatter *f, const Ast *ast)
{
    if (is_not_in(ast)) {
        const Ast *in = ast->args[0];
        return (Operation){SYM_in, "not in", in->args[0],      in->args[1],
                           NULL,   NULL,     own_token(f, ast)};
    }
    Sym name = ast->name == SYM_range_step ? SYM_step_op : ast->name;
    return (Operation){name,
                       binary_row(f, name)->text,
                       ast->args[0],
                       ast->args[ast->count - 1],
                       ast->count == 3 ? ast : NULL,
                       NULL,
                       own_token(f, ast)};
}

static const Doc *operation(Formatter *f, const Operation *o, Context context, int32_t nesting);

/* A unary operation whose parentheses tell (not a) in b from not a in b. */
static const Doc *wrapped_negation(Formatter *f, const Ast *ast, Context context)
{
    const Ast *inner = ast_is_call(ast, SYM_block, 1) ? ast->args[0] : NULL;
    if (inner == NULL || !(ast_is_call(inner, SYM_not, 1) || ast_is_call(inner, SYM_bang, 1)))
        return NULL;
    const char *text = inner->name == SYM_not ? "not " : "!";
    return in_parens(f, format_unary(f, text, inner->args[0], inner->name, context));
}

static bool needs_parens(const OperatorRow *parent, const OperatorRow *row, Side side)
{
    unsigned outer = habits(parent->name), inner = habits(row->name);
    return (outer & HABIT_wants_parens && !(inner & HABIT_tight)) ||
           (outer & inner & HABIT_logical) || parent->binary > row->binary ||
           (parent->binary == row->binary && parent->side != side);
}

static const Doc *operand(Formatter *f, const Ast *ast, Context context, const OperatorRow *parent,
                          Side side, int32_t nesting)
{
    enum { MOST_CHAIN = 10000 };
    const Doc *negation =
        parent->name == SYM_in && side == SIDE_LEFT ? wrapped_negation(f, ast, context) : NULL;
    if (negation)
        return negation;
    bool is_capture = ast_is_call(ast, SYM_amp, 1) && ast->args[0]->kind != AST_int;
    if (is_capture && (side == SIDE_LEFT || (parent->side == SIDE_LEFT && parent->binary > 90)))
        return in_parens(f, format_node(f, ast, context));
    bool is_two = ast->kind == AST_call && ast->count == 2 && is_binary_operation(f, ast);
    if (!is_two || f->failed)
        return format_node(f, ast, context);
    if (f->chain >= MOST_CHAIN) {
        f->failed = true;
        fail(f->cx, ast->span, EXC_SyntaxError, "operators are chained more than %d times",
             MOST_CHAIN);
        return &doc_nil;
    }
    f->chain++;
    Operation o = operation_of(f, ast);
    const OperatorRow *row = row_of(f, o.name);
    bool continues = parent->binary == row->binary && parent->side == side &&
                     (side == SIDE_LEFT || row->name == parent->name);
    const Doc *d;
    if (continues)
        d = operation(f, &o, context, nesting);
    else if (needs_parens(parent, row, side))
        d = in_parens(f, operation(f, &o, context, 2));
    else
        d = operation(f, &o, context, 2);
    f->chain--;
    return d;
}

/* --- rows of operands --- */

static Piece pipe_operand(Formatter *f, const Parts *parts, size_t i, const void *root)
{
    const Part *part = &parts->at[i];
    const OperatorRow *row = row_of(f, part->op ? part->op : ((const Operation *)root)->name);
    if (part->op == 0)
        return (Piece){operand(f, part->ast, part->context, row, SIDE_LEFT, 2), false, 1};
    const Doc *d = operand(f, part->ast, part->context, row, SIDE_RIGHT, 0);
    return (Piece){cat(f, cat(f, word(f, row->text), word(f, " ")), d), false, 1};
}

/* Keywords of which each begins a line of its own stay so. */
static const Doc *keep_lines(Formatter *f, const Doc *d, const Ast *list)
{
    Parts parts = {0};
    if (list->kind == AST_list && list->flags & AST_KEYWORDS)
        for (uint32_t i = 0; i < list->count; i++)
            add_part(f, &parts, list->args[i], CTX_parens_arg);
    d = each_on_its_line(f, &parts) ? force(f, d) : d;
    vec_free(&parts);
    return d;
}

/* The arguments in front of a guard; keywords get brackets, as the guard may have some, too. */
static const Doc *guarded_arguments(Formatter *f, const Ast *when)
{
    const Doc *d = NULL;
    for (uint32_t i = 0; i + 1 < when->count; i++) {
        const Ast *arg = when->args[i];
        bool is_bare = arg->kind == AST_list && arg->flags & AST_KEYWORDS;
        const Doc *one = format_node(f, arg, CTX_no_parens_arg);
        if (is_bare)
            one = surround(f, word(f, "["), one, word(f, "]"));
        d = d ? cat3(f, cat(f, d, word(f, ",")), space(f), one) : one;
    }
    return group(f, d ? d : word(f, "()"));
}

static Piece bar_operand(Formatter *f, const Parts *parts, size_t i, const void *root)
{
    const Part *part = &parts->at[i];
    const OperatorRow *row = row_of(f, ((const Operation *)root)->name);
    if (part->op == 0 && part->ast == ((const Operation *)root)->guard)
        return (Piece){guarded_arguments(f, part->ast), false, 1};
    if (part->op == 0)
        return (Piece){operand(f, part->ast, part->context, row, SIDE_LEFT, 2), false, 1};
    Side side = part->is_left ? SIDE_LEFT : SIDE_RIGHT;
    const Doc *d = operand(f, part->ast, part->context, row, side, 0);
    d = nest(f, d, row->name == SYM_when ? 5 : 2);
    d = keep_lines(f, d, part->ast);
    return (Piece){cat(f, word(f, row->name == SYM_when ? "when " : "| "), d), false, 1};
}

/* Operands on one line, or one a line when the user broke them or comments stand there. As the only
   argument without parentheses the first operand cannot have comments in front of it. */
static const Doc *row_of_operands(Formatter *f, const Parts *parts, const Operation *o,
                                  uint32_t min, uint32_t max, Context context, PieceOf *piece_of)
{
    Pieces pieces = {0};
    size_t done = context == CTX_no_parens_one_arg ? 1 : 0;
    if (done)
        vec_push(&pieces, piece_of(f, parts, 0, o));
    bool comments = with_comments(f, parts, done, &pieces, min, max, piece_of, o);
    bool splits = comments || breaks_at(f, o->token);
    const Doc *d = join_docs(f, docs_of(f, &pieces), pieces.len, splits ? JOIN_line : JOIN_break);
    vec_free(&pieces);
    return splits ? force(f, d) : d;
}

static void add_operand(Formatter *f, Parts *parts, const Ast *ast, Context context, Sym op)
{
    Part part = format_part(f, ast, context);
    part.op = op;
    vec_push(parts, part);
}

static const Doc *pipes(Formatter *f, const Operation *o, Context context)
{
    Parts parts = {0};
    add_operand(f, &parts, o->right, right_context(context), o->name);
    const Ast *left = o->left;
    Context at = left_context(context);
    while (left->kind == AST_call && left->head == NULL && left->count == 2 &&
           habits(left->name) & HABIT_pipe) {
        add_operand(f, &parts, left->args[1], right_context(at), left->name);
        at = left_context(at);
        left = left->args[0];
    }
    add_operand(f, &parts, left, at, 0);
    for (size_t i = 0; i < parts.len / 2; i++) {
        Part swapped = parts.at[i];
        parts.at[i] = parts.at[parts.len - 1 - i];
        parts.at[parts.len - 1 - i] = swapped;
    }
    const Doc *d =
        row_of_operands(f, &parts, o, line_of(f, left), f->lines[o->token], context, pipe_operand);
    vec_free(&parts);
    return d;
}

/* The lines of arguments in front of a guard reach to the guard. */
static Part guarded_part(const Formatter *f, const Operation *o)
{
    Part part = {o->guard, f->lines[o->token], f->lines[o->token], CTX_no_parens_arg, 0, false};
    if (o->guard->count > 1)
        part.start = start_line(f, o->guard->args[0]);
    return part;
}

/* a when b, a | b | c; of a clause's guard the left side may be several arguments. */
static const Doc *bars(Formatter *f, const Operation *o, Context context)
{
    Parts parts = {0};
    uint32_t max = f->lines[o->token];
    uint32_t min = o->guard ? max : line_of(f, o->left);
    add_operand(f, &parts, o->guard ? o->guard : o->left, left_context(context), 0);
    if (o->guard)
        parts.at[0] = guarded_part(f, o);
    const Ast *right = o->right;
    Context at = right_context(context);
    while (ast_is_call(right, o->name, 2)) {
        max = line_of(f, right);
        add_operand(f, &parts, right->args[0], left_context(at), o->name);
        vec_last(&parts).is_left = true;
        at = right_context(at);
        right = right->args[1];
    }
    add_operand(f, &parts, right, at, o->name);
    const Doc *d = row_of_operands(f, &parts, o, min, max, context, bar_operand);
    vec_free(&parts);
    bool is_arg = context == CTX_parens_arg || context == CTX_no_parens_arg;
    return is_arg && o->right->kind == AST_list && o->right->flags & AST_KEYWORDS ? in_parens(f, d)
                                                                                  : d;
}

/* --- one operation --- */

static const Doc *left_side(Formatter *f, const Operation *o, Context context)
{
    const OperatorRow *row = row_of(f, o->name);
    if (o->range == NULL)
        return operand(f, o->left, left_context(context), row, SIDE_LEFT, 2);
    const Ast *first = o->range->args[0], *last = o->range->args[1];
    uint32_t token = token_from(f, last->span.start) - 1;
    Operation range = {SYM_range, "..", first, last, NULL, NULL, token};
    return operation(f, &range, left_context(context), 2);
}

static const Doc *operation(Formatter *f, const Operation *o, Context context, int32_t nesting)
{
    unsigned habit = habits(o->name);
    if (habit & HABIT_bar)
        return bars(f, o, context);
    if (habit & HABIT_pipe)
        return pipes(f, o, context);
    const OperatorRow *row = row_of(f, o->name);
    const Doc *left = left_side(f, o, context);
    const Doc *right = operand(f, o->right, right_context(context), row, SIDE_RIGHT, 0);
    const Doc *text = word(f, o->text);
    if (habit & HABIT_tight)
        return cat(f, cat(f, group(f, left), text), group(f, right));
    text = cat(f, word(f, " "), text);
    if (habit & HABIT_no_break)
        return cat(f, cat(f, group(f, left), cat(f, text, word(f, " "))), group(f, right));
    bool eol = breaks_at(f, o->token);
    bool opens = habit & HABIT_opens && !eol && next_break_fits(f, o->right);
    if (opens)
        right = doc_fits(&f->arena, right, true);
    right = nest_broken(f, cat3(f, text, space(f), group(f, right)), nesting);
    const Doc *d = cat(f, group(f, left), group(f, eol ? force(f, right) : right));
    return opens ? doc_fits(&f->arena, d, false) : d;
}

bool operator_breaks(const Formatter *f, const Ast *ast)
{
    return breaks_at(f, own_token(f, ast));
}

const Doc *format_binary(Formatter *f, const Ast *ast, Context context)
{
    Operation o = operation_of(f, ast);
    return operation(f, &o, context, f->operand_nesting);
}

const Doc *format_guarded(Formatter *f, const Ast *when)
{
    const Ast *guard = when->args[when->count - 1];
    uint32_t token = token_from(f, guard->span.start);
    Operation o = {SYM_when, "when", NULL, guard, NULL, when, token ? token - 1 : 0};
    return operation(f, &o, CTX_no_parens_arg, f->operand_nesting);
}
