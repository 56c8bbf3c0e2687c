/* codegen_data.c - literals, tuples, lists, maps, structs, strings and sigils. */
#include "lang/expand.h"
#include "lang/vm_state.h"
#include "syntax/parser.h"

#include <string.h>

/* --- literals --- */

static bool constant_items(Gen *g, Ast *const *items, uint32_t count, Value *out)
{
    for (uint32_t i = 0; i < count; i++)
        if (!constant_value(g, items[i], &out[i])) {
            while (i-- > 0)
                value_free(out[i]);
            return false;
        }
    return true;
}

static bool constant_collection(Gen *g, const Ast *ast, Value *out)
{
    Value few[16], *items = ast->count <= 16 ? few : mem_alloc(ast->count * sizeof *items);
    bool all = constant_items(g, ast->args, ast->count, items);
    if (all && ast->kind == AST_list)
        *out = value_list(items, ast->count, VALUE_EMPTY);
    else if (all)
        *out = value_tuple(items, ast->count);
    if (items != few)
        free(items);
    return all;
}

bool constant_value(Gen *g, const Ast *ast, Value *out)
{
    switch (ast->kind) {
    case AST_int:
        *out = value_int(ast->i);
        return true;
    case AST_big:
        *out = value_integer_of_digits(ast->text);
        return true;
    case AST_float:
        *out = value_float(ast->f);
        return true;
    case AST_atom:
        *out = value_atom(ast->name);
        return true;
    case AST_string:
        *out = value_binary(ast->text);
        return true;
    case AST_list:
    case AST_pair:
        return constant_collection(g, ast, out);
    case AST_var:
        return false;
    case AST_call:
        break;
    }
    if (ast->head)
        return false;
    if (ast_is_call(ast, SYM_value_form, 1)) {
        *out = value_ref(expander_of(g->vm)->values.at[ast->args[0]->i]);
        return true;
    }
    if (ast->name == SYM_aliases) {
        Sym module;
        if (!module_name(g, ast, &module))
            return false;
        *out = value_atom(module);
        return true;
    }
    if ((ast->name == SYM_minus || ast->name == SYM_plus) && ast->count == 1) {
        const Ast *x = ast->args[0];
        if (x->kind != AST_int && x->kind != AST_float && x->kind != AST_big)
            return false;
        constant_value(g, x, out);
        if (ast->name == SYM_minus) {
            Value v = *out;
            *out = v.tag == TAG_float ? value_float(-v.f) : integer_negate(v);
            value_free(v);
        }
        return true;
    }
    return ast->name == SYM_tuple && constant_collection(g, ast, out);
}

/* --- collections --- */

/* The items in consecutive registers, of which the first is returned. What is built of them takes
   them away, so variables that items bind get a fresh window in between. */
static uint16_t gen_items(Gen *g, Ast *const *items, uint32_t count)
{
    uint16_t first = regs_new(g, count);
    size_t bound = g->locals.len;
    for (uint32_t i = 0; i < count && !failed(g->cx); i++) {
        size_t locals = g->locals.len;
        uint32_t next = g->next;
        gen(g, items[i], (uint16_t)(first + i));
        release(g, locals, next);
    }
    return g->locals.len == bound ? first : regs_copy(g, first, count);
}

static void data_tuple(Gen *g, const Ast *ast, uint16_t r)
{
    uint16_t first = gen_items(g, ast->args, ast->count);
    emit(g, INSN_make_tuple, 0, r, first, 0, (int32_t)ast->count);
}

/* Long lists are built from the back in runs, so that they need few registers; only lists whose
   items bind no variables and are all constant or cheap are that long. */
static void data_list(Gen *g, const Ast *ast, uint16_t r)
{
    enum { RUN = 4096 };
    uint32_t count = ast->count;
    uint16_t tail = constant(g, VALUE_EMPTY);
    Ast *last = count ? ast->args[count - 1] : NULL;
    Ast *items[RUN];
    if (last && ast_is_call(last, SYM_pipe, 2)) {
        if (count > RUN) {
            fail(g->cx, ast->span, EXC_CompileError, "a list with a tail has more than %d items",
                 RUN);
            return;
        }
        for (uint32_t i = 0; i < count; i++)
            items[i] = ast->args[i];
        items[count - 1] = last->args[0];
        uint16_t first = gen_items(g, items, count);
        tail = gen_operand(g, last->args[1]);
        emit(g, INSN_make_list, 0, r, first, tail, (int32_t)count);
        return;
    }
    if (count <= RUN) {
        uint16_t first = gen_items(g, ast->args, count);
        emit(g, INSN_make_list, 0, r, first, tail, (int32_t)count);
        return;
    }
    for (uint32_t end = count; end > 0 && !failed(g->cx);) {
        uint32_t from = end > RUN ? end - RUN : 0, next = g->next;
        uint16_t first = gen_items(g, ast->args + from, end - from);
        emit(g, INSN_make_list, 0, r, first, tail, (int32_t)(end - from));
        tail = r;
        g->next = next;
        end = from;
    }
}

static void put_pairs(Gen *g, InsnOp op, Ast *const *pairs, uint32_t count, uint16_t r)
{
    for (uint32_t i = 0; i < count && !failed(g->cx); i++) {
        if (pairs[i]->kind != AST_pair) {
            refuse(g, pairs[i], pairs[i], "expected key-value pairs in a map, got: ");
            return;
        }
        uint32_t next = g->next;
        size_t locals = g->locals.len;
        uint16_t k = gen_operand(g, pairs[i]->args[0]), v = gen_operand(g, pairs[i]->args[1]);
        g->span = pairs[i]->span;
        emit(g, op, 0, r, k, v, 0);
        release(g, locals, next);
    }
}

static void data_map(Gen *g, const Ast *ast, uint16_t r)
{
    const Ast *update =
        ast->count == 1 && ast_is_call(ast->args[0], SYM_pipe, 2) ? ast->args[0] : NULL;
    if (update) {
        size_t locals = g->locals.len;
        gen(g, update->args[0], r);
        move_locals(g, locals, r);
        note_keys(g, ast, update->args[1]->args, update->args[1]->count);
        put_pairs(g, INSN_map_update, update->args[1]->args, update->args[1]->count, r);
    } else if (ast->count == 0) {
        emit(g, INSN_make_map, 0, r, r, 0, 0);
    } else {
        emit(g, INSN_make_map, 0, r, r, 0, 0);
        note_keys(g, ast, ast->args, ast->count);
        put_pairs(g, INSN_map_put, ast->args, ast->count, r);
    }
}

static void bad_key(Gen *g, const Ast *at, Value key, Sym module, bool is_update)
{
    Str name = sym_text(g->cx, module);
    Text k = {0};
    value_inspect(g->vm, &k, key, &inspect_defaults);
    name = str_starts(name, STR("Elixir.")) ? str_slice(name, 7, name.len) : name;
    if (is_update)
        fail(g->cx, at->span, EXC_CompileError, "unknown key %s for struct %.*s", text_cstr(&k),
             (int)name.len, name.at);
    else
        fail(g->cx, at->span, EXC_KeyError, "key %s not found", text_cstr(&k));
    text_free(&k);
}

/* Whether the pairs have every key that @enforce_keys names; else an error. */
static bool keys_given(Gen *g, const Ast *at, const Module *m, Ast *const *pairs, uint32_t count)
{
    Value keys = module_enforced(m), key;
    Text missing = {0}, name = {0};
    while (list_next(&keys, &key)) {
        bool given = false;
        for (uint32_t i = 0; i < count && !given; i++)
            given = pairs[i]->kind == AST_pair && pairs[i]->args[0]->kind == AST_atom &&
                    is_atom(key, pairs[i]->args[0]->name);
        if (given)
            continue;
        text_add(&missing, missing.len ? STR(", ") : STR(""));
        value_inspect(g->vm, &missing, key, &inspect_defaults);
    }
    bool all = missing.len == 0;
    atom_inspect(&name, sym_text(g->cx, m->name));
    if (!all)
        fail(g->cx, at->span, EXC_ArgumentError,
             "the following keys must also be given when building struct %s: [%s]",
             text_cstr(&name), text_cstr(&missing));
    text_free(&missing);
    text_free(&name);
    return all;
}

void refuse_struct(Gen *g, const Ast *ast, Sym module, int arity)
{
    Text name = {0};
    atom_inspect(&name, sym_text(g->cx, module));
    refuse(g, ast, NULL,
           "%s.__struct__/%d is undefined, cannot expand struct %s. Make sure the struct name is "
           "correct. If the struct name exists and is correct but it still cannot be found, you "
           "likely have cyclic module usage in your code",
           text_cstr(&name), arity, text_cstr(&name));
    text_free(&name);
}

/* %Name{k: v}: the struct's defaults with fields put; %Name{s | k: v} checks what s is. */
static void data_struct(Gen *g, const Ast *ast, uint16_t r)
{
    Sym module;
    const Ast *map = ast->args[1];
    if (!module_name(g, ast->args[0], &module)) {
        refuse(g, ast, ast->args[0],
               "expected struct name to be a compile time atom or alias, got: ");
        return;
    }
    Module *m = module_begun(g->vm, module);
    if (m && !m->is_library && m == g->env->module && g->function == NULL) {
        Text name = {0};
        atom_inspect(&name, sym_text(g->cx, module));
        refuse(g, ast, NULL,
               "cannot access struct %s, the struct was not yet defined or the struct is being "
               "accessed in the same context that defines it",
               text_cstr(&name));
        text_free(&name);
        return;
    }
    m = m ? m : module_find(g->vm, module);
    if (m == NULL || m->fields.tag == TAG_poison) {
        refuse_struct(g, ast, module, 1);
        return;
    }
    const Ast *update =
        map->count == 1 && ast_is_call(map->args[0], SYM_pipe, 2) ? map->args[0] : NULL;
    Ast *const *pairs = update ? update->args[1]->args : map->args;
    uint32_t count = update ? update->args[1]->count : map->count;
    for (uint32_t i = 0; i < count; i++) {
        Value key;
        if (pairs[i]->kind == AST_pair && constant_value(g, pairs[i]->args[0], &key)) {
            if (map_at(m->fields, key).tag == TAG_poison)
                bad_key(g, pairs[i], key, module, update != NULL);
            value_free(key);
        }
    }
    if (!update && !keys_given(g, ast, m, pairs, count))
        return;
    if (update) {
        size_t locals = g->locals.len;
        gen(g, update->args[0], r);
        move_locals(g, locals, r);
        uint16_t is = reg_new(g);
        Jumps fails = {0};
        jump_add(&fails, emit(g, INSN_is_map, 0, 0, r, 0, 0));
        jump_add(&fails, emit(g, INSN_map_value, 0, is, r, constant_atom(g, SYM_struct_key), 0));
        jump_add(&fails, emit(g, INSN_is_equal, 0, 0, is, constant_atom(g, module), 0));
        int32_t over = emit(g, INSN_jump, 0, 0, 0, 0, 0);
        jumps_here(g, &fails);
        uint16_t window = regs_new(g, 2);
        uint32_t bad = site(g, (Site){.module = sym(g->cx, STR("Elixir.Cnx.Exception")),
                                      .name = sym(g->cx, STR("bad_struct")),
                                      .arity = 2});
        emit(g, INSN_move, 0, window, constant_atom(g, module), 0, 0);
        emit(g, INSN_move, 0, window + 1u, r, 0, 0);
        emit(g, INSN_call, 2, window, 0, 0, (int32_t)bad);
        g->code->insns.at[over].x = (int32_t)g->code->insns.len;
        put_pairs(g, INSN_map_update, pairs, count, r);
    } else {
        emit(g, INSN_move, 0, r, constant(g, value_ref(m->fields)), 0, 0);
        put_pairs(g, INSN_map_put, pairs, count, r);
    }
}

/* Compiles the expression; whether nothing in it was wrong. */
static bool known_operand(Gen *g, const Ast *ast)
{
    size_t errors = g->vm->errors.len;
    gen_operand(g, ast);
    return !failed(g->cx) && g->vm->errors.len == errors;
}

void gen_data(Gen *g, const Ast *ast, uint16_t dst)
{
    Value literal;
    if (constant_value(g, ast, &literal)) {
        deliver(g, dst, constant(g, literal));
        return;
    }
    size_t locals = g->locals.len;
    uint16_t r = reg_for(g, dst);
    uint32_t next = g->next;
    if (ast->kind == AST_list)
        data_list(g, ast, r);
    else if (ast->kind == AST_pair || ast->name == SYM_tuple)
        data_tuple(g, ast, r);
    else if (ast->name == SYM_map)
        data_map(g, ast, r);
    else if (ast->name == SYM_struct)
        data_struct(g, ast, r);
    else if (known_operand(g, ast->args[0]))
        refuse_tree(g, EXC_CompileError, ast, ast->span, "invalid alias: \"",
                    "\". If you wanted to define an alias, an alias must expand to an atom at "
                    "compile time but it did not, you may use Module.concat/2 to build it at "
                    "runtime. If instead you wanted to invoke a function or access a field, wrap "
                    "the function or field name in double quotes");
    release(g, locals, next);
    if (dst == RESULT)
        deliver(g, dst, r);
}

/* --- sigils --- */

/* The words of ~w as strings, atoms (modifier a) or charlists (c). */
static Ast *words(Gen *g, Str text, char modifier, Span span)
{
    VEC(Ast *) items = {0};
    for (size_t i = 0; i < text.len;) {
        while (i < text.len && strchr(" \t\r\n", text.at[i]))
            i++;
        size_t from = i;
        while (i < text.len && !strchr(" \t\r\n", text.at[i]))
            i++;
        if (i == from)
            break;
        Str word = str_slice(text, from, i);
        Ast *item = modifier == 'a' ? ast_atom(g->arena, sym(g->cx, word), span)
                                    : ast_new(g->arena, AST_string, span);
        if (modifier != 'a')
            item->text = word;
        if (modifier == 'c')
            item = make_remote(g, SYM_String, "to_charlist", span, 1, item);
        vec_push(&items, item);
    }
    Ast *list = ast_list(g->arena, items.at, (uint32_t)items.len, span);
    vec_free(&items);
    return list;
}

/* Regular expressions read only the escapes that stand for one control character. */
static void regex_unescape(Str text, Text *out)
{
    static const char letters[] = "fnrtva\n", meant[] = "\f\n\r\t\v\a";
    for (size_t i = 0; i < text.len; i++) {
        const char *found = text.at[i] == '\\' && i + 1 < text.len && text.at[i + 1]
                                ? strchr(letters, text.at[i + 1])
                                : NULL;
        if (found == NULL) {
            text_char(out, text.at[i]);
            if (text.at[i] == '\\' && i + 1 < text.len)
                text_char(out, text.at[++i]);
            continue;
        }
        i++;
        if (*found != '\n') /* a line continued */
            text_char(out, meant[found - letters]);
    }
}

/* The text of a lower-case sigil with its escapes read. */
static const Ast *unescaped(Gen *g, const Ast *text, char kind)
{
    if (text->kind == AST_string) {
        Text out = {0};
        Ast *plain = ast_new(g->arena, AST_string, text->span);
        if (kind == 'r')
            regex_unescape(text->text, &out);
        else
            sigil_unescape(g->cx, text->span, text->text, &out);
        plain->text = (Str){arena_copy(g->arena, text_cstr(&out), out.len), out.len};
        text_free(&out);
        return plain;
    }
    if (!ast_is_call(text, SYM_bits, -1))
        return text;
    Ast **parts = arena_array(g->arena, Ast *, text->count);
    for (uint32_t i = 0; i < text->count; i++)
        parts[i] = text->args[i]->kind == AST_string ? (Ast *)unescaped(g, text->args[i], kind)
                                                     : text->args[i];
    return ast_call(g->arena, SYM_bits, parts, text->count, text->span);
}

/* ~r: a constant, compiled with the program, unless something is interpolated. */
static void sigil_regex(Gen *g, const Ast *ast, const Ast *body, const Ast *modifiers, uint16_t dst)
{
    Text letters = {0};
    for (uint32_t i = 0; modifiers->kind == AST_list && i < modifiers->count; i++)
        text_char(&letters, (char)modifiers->args[i]->i);
    Ast *options = ast_new(g->arena, AST_string, modifiers->span);
    options->text = (Str){arena_copy(g->arena, text_cstr(&letters), letters.len), letters.len};
    text_free(&letters);
    if (body->kind != AST_string) {
        gen(g, make_remote(g, SYM_Regex, "compile!", ast->span, 2, body, options), dst);
        return;
    }
    Value args[] = {value_binary(body->text), value_binary(options->text)};
    Value regex = vm_call_named(g->vm, SYM_Regex, sym(g->cx, STR("compile!")), args, 2);
    value_free(args[0]);
    value_free(args[1]);
    if (regex.tag == TAG_poison)
        expansion_stopped(g, ast->span);
    else
        deliver(g, dst, constant(g, regex));
}

bool is_kernel_sigil(Gen *g, const Ast *ast)
{
    Str name = sym_text(g->cx, ast->name);
    return ast->head == NULL && ast->count == 2 && name.len == 7 &&
           str_starts(name, STR("sigil_")) && strchr("sScCwWrR", name.at[6]);
}

const Ast *sigil_text(Gen *g, const Ast *ast)
{
    char kind = sym_text(g->cx, ast->name).at[6];
    const Ast *text = ast->args[0];
    bool plain = ast_is_call(text, SYM_bits, 1) && text->args[0]->kind == AST_string;
    if (!plain || (kind != 's' && kind != 'S'))
        return ast;
    return kind == 's' ? unescaped(g, text->args[0], kind) : text->args[0];
}

const Ast *sigil_list(Gen *g, const Ast *ast)
{
    if (!is_kernel_sigil(g, ast) || !ast_is_call(ast->args[0], SYM_bits, 1) ||
        ast->args[0]->args[0]->kind != AST_string)
        return ast;
    char kind = sym_text(g->cx, ast->name).at[6];
    const Ast *text = ast->args[0]->args[0], *modifiers = ast->args[1];
    if (kind == 'c' || kind == 'w')
        text = unescaped(g, text, kind);
    if (kind == 'w' || kind == 'W') {
        bool is_plain = modifiers->kind == AST_list && modifiers->count == 0;
        return words(g, text->text, is_plain ? 's' : (char)modifiers->args[0]->i, ast->span);
    }
    if (kind != 'c' && kind != 'C')
        return ast;
    VEC(Ast *) items = {0};
    for (size_t at = 0; at < text->text.len;) {
        Ast *codepoint = ast_new(g->arena, AST_int, ast->span);
        codepoint->i = str_codepoint(text->text, &at);
        vec_push(&items, codepoint);
    }
    Ast *list = ast_list(g->arena, items.at, (uint32_t)items.len, ast->span);
    vec_free(&items);
    return list;
}

void gen_sigil(Gen *g, const Ast *ast, uint16_t dst)
{
    Str name = sym_text(g->cx, ast->name);
    const Ast *text = ast->args[0], *modifiers = ast->args[1];
    char kind = name.len == 7 ? name.at[6] : 0;
    bool plain = ast_is_call(text, SYM_bits, 1) && text->args[0]->kind == AST_string;
    const Ast *body = plain ? text->args[0] : text;
    if (kind == 's' || kind == 'c' || kind == 'w' || kind == 'r')
        body = unescaped(g, body, kind);
    char modifier =
        modifiers->kind == AST_list && modifiers->count ? (char)modifiers->args[0]->i : 's';
    switch (kind) {
    case 's':
    case 'S':
        gen(g, body, dst);
        return;
    case 'c':
    case 'C':
        gen(g, make_remote(g, SYM_String, "to_charlist", ast->span, 1, body), dst);
        return;
    case 'w':
    case 'W':
        if (modifiers->kind == AST_list && (modifiers->count > 1 || !strchr("sac", modifier)))
            fail(g->cx, ast->span, EXC_ArgumentError, "modifier must be one of: s, a, c");
        else if (plain)
            gen(g, words(g, body->text, modifier, ast->span), dst);
        else
            gen(g, make_remote(g, SYM_String, "__words__", ast->span, 2, body, (Ast *)modifiers),
                dst);
        return;
    case 'r':
    case 'R':
        sigil_regex(g, ast, body, modifiers, dst);
        return;
    default: /* is_kernel_sigil names no other */
        break;
    }
}
