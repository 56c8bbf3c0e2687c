/* codegen_pattern.c - patterns and guards: tests that jump to the next clause when they fail.

   Tests on the shape of a value come before the variables in it are used, so a pattern never reads
   what it has not checked. A variable is a name for the register that already holds the value. */
#include "lang/expand.h"
#include "lang/vm_state.h"

const Ast *split_guard(const Ast *ast, const Ast **guard)
{
    bool guarded = ast_is_call(ast, SYM_when, 2);
    *guard = guarded ? ast->args[1] : NULL;
    return guarded ? ast->args[0] : ast;
}

static void test(Gen *g, Jumps *fails, InsnOp op, int n, uint32_t a, uint32_t b, uint32_t c)
{
    jump_add(fails, emit(g, op, n, a, b, c, 0));
}

static void pattern_variable(Gen *g, const Ast *ast, uint16_t reg, Jumps *fails)
{
    if (ast->name == SYM_underscore)
        return;
    Sym name = variable_name(g, ast);
    for (size_t i = g->pattern; i < g->locals.len; i++)
        if (g->locals.at[i].name == name) { /* a second time in one pattern: the same value */
            test(g, fails, INSN_is_equal, 0, 0, reg, g->locals.at[i].reg);
            mark_used(&g->vm->warnings.variables, g->locals.at[i].mark);
            return;
        }
    bind_variable(g, ast, reg);
}

static void pattern_tuple(Gen *g, Ast *const *items, uint32_t count, uint16_t reg, Jumps *fails)
{
    if (count > 255) {
        fail(g->cx, g->span, EXC_CompileError, "a tuple pattern of %u elements, 255 are possible",
             count);
        return;
    }
    test(g, fails, INSN_is_tuple, (int)count, 0, reg, 0);
    for (uint32_t i = 0; i < count; i++) {
        if (items[i]->kind == AST_var && items[i]->name == SYM_underscore)
            continue;
        uint16_t r = reg_new(g);
        emit(g, INSN_elem, (int)i, r, reg, 0, 0);
        gen_pattern(g, items[i], r, fails);
    }
}

static void pattern_list(Gen *g, const Ast *list, uint16_t reg, Jumps *fails)
{
    for (uint32_t i = 0; i < list->count && !failed(g->cx); i++) {
        const Ast *item = list->args[i], *rest = NULL;
        if (i + 1 == list->count && ast_is_call(item, SYM_pipe, 2)) {
            rest = item->args[1];
            item = item->args[0];
        }
        test(g, fails, INSN_is_cons, 0, 0, reg, 0);
        uint16_t tail = reg_new(g), head = reg_new(g);
        emit(g, INSN_tail, 0, tail, reg, 0, 0);
        emit(g, INSN_head, 0, head, reg, 0, 0);
        gen_pattern(g, item, head, fails);
        if (rest) {
            gen_pattern(g, rest, tail, fails);
            return;
        }
        reg = tail;
    }
    test(g, fails, INSN_is_equal, 0, 0, reg, constant(g, VALUE_EMPTY));
}

/* ^x: what x was before this pattern, which may bind another. */
static uint16_t pinned(Gen *g, const Ast *value)
{
    size_t locals = g->locals.len;
    bool is_name = value->kind == AST_var || ast_is_call(value, SYM_var_bang, -1);
    g->locals.len = g->pattern < locals ? g->pattern : locals;
    uint16_t r = 0;
    if (!is_name && in_program(g)) {
        refuse(g, value, value,
               "invalid argument for unary operator ^, expected an existing variable, got: ^");
    } else if (value->kind == AST_var && variable_find(g, value) < 0) {
        Str name = sym_text(g->cx, value->name);
        refuse(g, value, NULL,
               "undefined variable ^%.*s. No variable \"%.*s\" has been defined before the current "
               "pattern",
               (int)name.len, name.at, (int)name.len, name.at);
        set_aside(g);
    } else {
        r = gen_operand(g, value);
    }
    g->locals.len = locals;
    return r;
}

/* The key with variables of its own in the place of what it pins: its parts are values, not
 * patterns. */
static Ast *key_of_values(Gen *g, Ast *key)
{
    Str name = sym_text(g->cx, key->kind == AST_var ? key->name : SYM_nil);
    if (ast_is_call(key, SYM_pin, 1)) {
        Sym held = fresh_name(g, "pinned");
        bind(g, held, pinned(g, key->args[0]));
        return make_var(g, held, key->span);
    }
    if (key->kind == AST_var && name.at[0] != '_' && in_program(g)) {
        refuse(
            g, key, NULL,
            "cannot use variable %.*s as map key inside a pattern. Map keys in patterns can only "
            "be literals (such as atoms, strings, tuples, and the like) or an existing variable "
            "matched with the pin operator (such as ^some_var)",
            (int)name.len, name.at);
        return key;
    }
    bool is_container = key->kind == AST_list || key->kind == AST_pair ||
                        ast_is_call(key, SYM_tuple, -1) || ast_is_call(key, SYM_map, -1) ||
                        ast_is_call(key, SYM_bits, -1) || ast_is_call(key, SYM_type_op, 2);
    if (!is_container)
        return key;
    Ast *out = ast_new(g->arena, key->kind, key->span);
    *out = *key;
    out->args = arena_array(g->arena, Ast *, key->count);
    bool is_segment = ast_is_call(key, SYM_type_op, 2); /* its type says how, not what */
    for (uint32_t i = 0; i < key->count; i++)
        out->args[i] = is_segment && i == 1 ? key->args[i] : key_of_values(g, key->args[i]);
    return out;
}

/* What a map in a pattern is asked for. */
static uint16_t pattern_key(Gen *g, Ast *key)
{
    if (ast_is_call(key, SYM_pin, 1))
        return pinned(g, key->args[0]);
    key = key_of_values(g, key);
    if (failed(g->cx))
        return 0;
    if (key->kind == AST_call && key->head == NULL && in_program(g) && !special_form(key->name) &&
        !macro_is_called(g, key) && key->name != SYM_minus && key->name != SYM_plus &&
        !str_starts(sym_text(g->cx, key->name), STR("sigil_")) && key->name != SYM_value_form) {
        refuse_pattern(g, key);
        return 0;
    }
    return gen_operand(g, key);
}

static void pattern_map(Gen *g, const Ast *map, uint16_t reg, Jumps *fails)
{
    test(g, fails, INSN_is_map, 0, 0, reg, 0);
    for (uint32_t i = 0; i < map->count && !failed(g->cx); i++) {
        const Ast *pair = map->args[i];
        if (pair->kind != AST_pair) {
            refuse(g, map, map, "cannot use map/struct update syntax in match, got: ");
            return;
        }
        uint16_t key = pattern_key(g, pair->args[0]);
        uint16_t r = reg_new(g);
        test(g, fails, INSN_map_value, 0, r, reg, key);
        gen_pattern(g, pair->args[1], r, fails);
    }
}

/* A struct's pattern names none but its fields. */
static void check_fields(Gen *g, const Ast *map, Sym module)
{
    Module *m = in_program(g) ? module_begun(g->vm, module) : NULL;
    m = m || !in_program(g) ? m : module_find(g->vm, module);
    if (m == NULL || m->fields.tag != TAG_map) {
        if (in_program(g) && !failed(g->cx) && !module_exists(g->vm, module))
            refuse_struct(g, map, module, 0);
        return;
    }
    for (uint32_t i = 0; i < map->count && !failed(g->cx); i++) {
        Value key;
        if (map->args[i]->kind != AST_pair || !constant_value(g, map->args[i]->args[0], &key))
            continue;
        if (map_at(m->fields, key).tag == TAG_poison) {
            Text text = {0};
            value_inspect(g->vm, &text, key, &inspect_defaults);
            text_add(&text, STR(" for struct "));
            atom_inspect(&text, sym_text(g->cx, module));
            refuse(g, map->args[i], NULL, "unknown key %s", text_cstr(&text));
            text_free(&text);
        }
        value_free(key);
    }
}

/* %Name{...} and %name{...} */
static void pattern_struct(Gen *g, const Ast *ast, uint16_t reg, Jumps *fails)
{
    const Ast *name = ast->args[0];
    Sym module;
    uint16_t r = reg_new(g);
    test(g, fails, INSN_is_map, 0, 0, reg, 0);
    test(g, fails, INSN_map_value, 0, r, reg, constant_atom(g, SYM_struct_key));
    if (module_name(g, name, &module)) {
        test(g, fails, INSN_is_equal, 0, 0, r, constant_atom(g, module));
        check_fields(g, ast->args[1], module);
    } else {
        gen_pattern(g, name, r, fails);
    }
    pattern_map(g, ast->args[1], reg, fails);
}

/* "prefix" <> rest; the prefix may be made of others, or be <<...>> of what has a size. */
static void pattern_prefix(Gen *g, const Ast *ast, uint16_t reg, Jumps *fails)
{
    const Ast *left = literal_of(g, ast->args[0]);
    Ast *rest = ast->args[1];
    Value prefix;
    if (constant_value(g, left, &prefix) && prefix.tag == TAG_binary) {
        uint16_t r = reg_new(g);
        test(g, fails, INSN_bin_starts, 0, r, reg, constant(g, prefix));
        gen_pattern(g, rest, r, fails);
    } else if (ast_is_call(left, SYM_binary_plus, 2)) {
        rest = make_call(g, SYM_binary_plus, ast->span, 2, left->args[1], rest);
        pattern_prefix(g, make_call(g, SYM_binary_plus, ast->span, 2, left->args[0], rest), reg,
                       fails);
    } else if (ast_is_call(left, SYM_bits, -1) && rest->kind == AST_var) {
        Ast **parts = arena_array(g->arena, Ast *, left->count + 1);
        for (uint32_t i = 0; i < left->count; i++)
            parts[i] = left->args[i];
        parts[left->count] = make_call(g, SYM_type_op, rest->span, 2, rest,
                                       make_var(g, sym(g->cx, STR("binary")), rest->span));
        gen_bits_pattern(g, ast_call(g->arena, SYM_bits, parts, left->count + 1, ast->span), reg,
                         fails);
    } else if (!failed(g->cx)) {
        refuse_tree(g, EXC_ArgumentError, ast->args[0], ast->args[0]->span,
                    "the left argument of <> operator inside a match should always be a literal "
                    "binary because its size can't be verified. Got: ",
                    "");
    }
}

static void pattern_call(Gen *g, const Ast *ast, uint16_t reg, Jumps *fails)
{
    switch (ast->head ? SYM_nil : ast->name) {
    case SYM_match:
        gen_pattern(g, ast->args[0], reg, fails);
        gen_pattern(g, ast->args[1], reg, fails);
        return;
    case SYM_pin:
        test(g, fails, INSN_is_equal, 0, 0, reg, pinned(g, ast->args[0]));
        return;
    case SYM_tuple:
        pattern_tuple(g, ast->args, ast->count, reg, fails);
        return;
    case SYM_map:
        pattern_map(g, ast, reg, fails);
        return;
    case SYM_struct:
        pattern_struct(g, ast, reg, fails);
        return;
    case SYM_binary_plus:
        pattern_prefix(g, ast, reg, fails);
        return;
    case SYM_bits:
        gen_bits_pattern(g, ast, reg, fails);
        return;
    case SYM_list_plus: { /* [a, b] ++ rest */
        Ast *parts[256];
        const Ast *list = sigil_list(g, ast->args[0]);
        if (list->kind == AST_list && list->count > 0 && list->count < 256) {
            for (uint32_t i = 0; i < list->count; i++)
                parts[i] = list->args[i];
            parts[list->count - 1] =
                make_call(g, SYM_pipe, ast->span, 2, parts[list->count - 1], ast->args[1]);
            pattern_list(g, ast_list(g->arena, parts, list->count, ast->span), reg, fails);
        } else if (list->kind == AST_list && list->count == 0) {
            gen_pattern(g, ast->args[1], reg, fails);
        } else {
            refuse(g, list, list,
                   "invalid argument for ++ operator inside a match, expected a literal proper "
                   "list, got: ");
        }
        return;
    }
    case SYM_at: { /* the attribute's value */
        test(g, fails, INSN_is_equal, 0, 0, reg, gen_operand(g, ast));
        return;
    }
    case SYM_range:
    case SYM_range_step: {
        Ast *fields[4];
        static const Sym names[] = {SYM_first, SYM_last, SYM_step};
        for (uint32_t i = 0; i < ast->count; i++)
            fields[i] = ast_pair(g->arena, ast_atom(g->arena, names[i], ast->span), ast->args[i],
                                 ast->span);
        Ast *module = ast_atom(g->arena, SYM_Range, ast->span);
        Ast *map = ast_call(g->arena, SYM_map, fields, ast->count, ast->span);
        pattern_struct(g, make_call(g, SYM_struct, ast->span, 2, module, map), reg, fails);
        return;
    }
    default:
        break;
    }
    if (g->is_defn && ast->head == NULL && ast->name == SYM_default_op) {
        gen_pattern(g, ast->args[0], reg, fails);
        return;
    }
    if (ast->head == NULL && ast->name == SYM_var_bang && ast->count &&
        ast->args[0]->kind == AST_var) {
        pattern_variable(g, make_var(g, ast->args[0]->name, ast->span), reg, fails);
        return;
    }
    if (is_kernel_sigil(g, ast)) {
        test(g, fails, INSN_is_equal, 0, 0, reg, gen_operand(g, ast));
        return;
    }
    bool was_in_match = g->in_match;
    g->in_match = true;
    Ast *expanded = macro_expand(g, ast);
    g->in_match = was_in_match;
    if (expanded)
        gen_pattern(g, expanded, reg, fails);
    else if (!failed(g->cx))
        refuse_pattern(g, ast);
}

void gen_pattern(Gen *g, const Ast *ast, uint16_t reg, Jumps *fails)
{
    if (failed(g->cx))
        return;
    Span before = g->span;
    g->span = ast->span;
    Value literal;
    if (constant_value(g, ast, &literal)) {
        test(g, fails, INSN_is_equal, 0, 0, reg, constant(g, literal));
    } else {
        switch (ast->kind) {
        case AST_var:
            if (ast->name == SYM_module_macro)
                test(g, fails, INSN_is_equal, 0, 0, reg, gen_operand(g, ast));
            else
                pattern_variable(g, ast, reg, fails);
            break;
        case AST_pair:
            pattern_tuple(g, ast->args, 2, reg, fails);
            break;
        case AST_list:
            pattern_list(g, ast, reg, fails);
            break;
        case AST_call:
            pattern_call(g, ast, reg, fails);
            break;
        case AST_int:
        case AST_big:
        case AST_float:
        case AST_atom:
        case AST_string:
            break;
        }
    }
    g->span = before;
}

void gen_guard(Gen *g, const Ast *guard, Jumps *fails)
{
    Jumps *outer = g->guard;
    bool is_defn = g->is_defn;
    if (ast_is_call(guard, SYM_when, 2)) { /* when a when b: either */
        Jumps first = {0};
        gen_guard(g, guard->args[0], &first);
        int32_t over = emit(g, INSN_jump, 0, 0, 0, 0, 0);
        jumps_here(g, &first);
        gen_guard(g, guard->args[1], fails);
        g->code->insns.at[over].x = (int32_t)g->code->insns.len;
        return;
    }
    g->guard = fails;
    g->is_defn = false;
    uint32_t next = g->next;
    uint16_t r = gen_operand(g, guard);
    jump_add(fails, emit(g, INSN_jump_false, 0, 0, r, 0, 0));
    g->next = next;
    g->guard = outer;
    g->is_defn = is_defn;
}
