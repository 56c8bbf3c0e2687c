/* codegen_bits.c - <<>>: building and matching bitstrings, and interpolated strings. */
#include "lang/bits.h"
#include "lang/expand.h"

#include <string.h>

typedef struct Segment {
    const Ast *value, *size;                /* size: NULL for the default */
    const Ast *type, *sign, *endian, *unit; /* what said so, or NULL */
    BitSpec spec;
} Segment;

static Str word_of(const Gen *g, const Ast *ast)
{
    return ast->kind == AST_var || ast->kind == AST_call ? sym_text(g->cx, ast->name) : STR("");
}

/* A second word for what a first one said: the same, or an error. */
static bool agree(Gen *g, const Ast **place, const Ast *ast, const char *what)
{
    if (*place == NULL) {
        *place = ast;
        return true;
    }
    Str old = word_of(g, *place), new = word_of(g, ast);
    if (old.len && str_equal(old, new) && (*place)->kind == AST_var)
        return true;
    Text values[2] = {{0}, {0}};
    for (int i = 0; i < 2; i++) {
        const Ast *from = i ? *place : ast;
        Value literal;
        if (from->kind != AST_var && constant_value(g, from, &literal)) {
            value_inspect(g->vm, &values[i], literal, &inspect_defaults);
            value_free(literal);
        } else {
            text_add(&values[i], word_of(g, from));
        }
    }
    refuse(g, ast, NULL, "conflicting %s specification for bit field: \"%s\" and \"%s\"", what,
           text_cstr(&values[0]), text_cstr(&values[1]));
    text_free(&values[0]);
    text_free(&values[1]);
    return false;
}

static bool read_unit(Gen *g, const Ast *unit, Segment *s)
{
    if (unit->kind != AST_int)
        return refuse(g, unit, unit, "unit in bitstring expects an integer as argument, got: ");
    if (!agree(g, &s->unit, unit, "unit"))
        return false;
    if (unit->i < 1 || unit->i > 256)
        return refuse(g, unit, NULL,
                      "unit in bitstring expects an integer from 1 to 256, got: %lld",
                      (long long)unit->i);
    s->spec.unit = (uint16_t)unit->i;
    return true;
}

static bool read_specifier(Gen *g, const Ast *ast, Segment *s)
{
    static const struct {
        const char *name;
        BitType type;
    } types[] = {{"integer", BIT_integer}, {"float", BIT_float},     {"binary", BIT_binary},
                 {"bytes", BIT_binary},    {"bits", BIT_bitstring},  {"bitstring", BIT_bitstring},
                 {"for@skip", BIT_skip},   {"for@place", BIT_place}, {"utf8", BIT_utf8},
                 {"utf16", BIT_utf16},     {"utf32", BIT_utf32}};
    if (ast_is_call(ast, SYM_minus, 2))
        return read_specifier(g, ast->args[0], s) && read_specifier(g, ast->args[1], s);
    if (ast->kind == AST_int)
        return agree(g, &s->size, ast, "size");
    if (ast_is_call(ast, SYM_times, 2)) /* size * unit */
        return agree(g, &s->size, ast->args[0], "size") && read_unit(g, ast->args[1], s);
    if (ast->kind == AST_var || ast->kind == AST_call) {
        Str name = sym_text(g->cx, ast->name);
        if (ast->kind == AST_call && ast->count == 1 && str_is(name, "size"))
            return agree(g, &s->size, ast->args[0], "size");
        if (ast->kind == AST_call && ast->count == 1 && str_is(name, "unit"))
            return read_unit(g, ast->args[0], s);
        for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
            if (str_is(name, types[i].name)) {
                s->spec.type = types[i].type;
                return agree(g, &s->type, ast, "type");
            }
        if (str_is(name, "signed") || str_is(name, "unsigned")) {
            s->spec.is_signed = name.len == 6;
            return agree(g, &s->sign, ast, "sign");
        }
        if (str_is(name, "little") || str_is(name, "native") || str_is(name, "big")) {
            s->spec.is_little = name.at[0] != 'b';
            return agree(g, &s->endian, ast, "endianness");
        }
        if (ast->kind == AST_var && is_bound(g, variable_name(g, ast)))
            return agree(g, &s->size, ast, "size");
        if (ast->kind == AST_call) { /* a macro may stand for several words */
            Ast *expanded = macro_expand(g, ast);
            if (expanded || failed(g->cx))
                return expanded && read_specifier(g, expanded, s);
        }
    }
    return refuse_tree(g, EXC_CompileError, ast, ast->span,
                       "unknown bitstring specifier: ", ast->kind == AST_var ? "()" : "");
}

static bool is_numeric(BitType type)
{
    return type == BIT_integer || type == BIT_float;
}

/* What the kind of a literal rules out. */
static bool check_literal(Gen *g, const Segment *s)
{
    const Ast *v = s->value;
    bool is_bits = ast_is_call(v, SYM_bits, -1), is_text = v->kind == AST_string;
    const char *kind = v->kind == AST_int || v->kind == AST_big ? "integer"
                       : v->kind == AST_float                   ? "float"
                       : is_text                                ? "binary"
                       : is_bits                                ? "bitstring"
                                                                : NULL;
    BitType type = s->spec.type;
    if (v->kind == AST_atom || v->kind == AST_list) {
        if (v->kind == AST_list && !v->count)
            return true;
        return refuse_tree(g, EXC_CompileError, v, v->span, "invalid literal ", " in <<>>");
    }
    bool fits = kind == NULL || s->type == NULL || v->kind == AST_int || v->kind == AST_big
                    ? kind == NULL || type != BIT_binary || s->type == NULL
                : v->kind == AST_float ? type == BIT_float
                                       : !is_numeric(type);
    if (kind && v->kind == AST_int && type == BIT_bitstring)
        fits = false;
    if (!fits) {
        Str type_name = word_of(g, s->type);
        bool is_bitstring = str_is(type_name, "bits"), is_bytes = str_is(type_name, "bytes");
        return refuse(g, s->type, NULL,
                      "conflicting type specification for bit field: \"%.*s\" and \"%s\"",
                      is_bitstring ? 9
                      : is_bytes   ? 6
                                   : (int)type_name.len,
                      is_bitstring ? "bitstring"
                      : is_bytes   ? "binary"
                                   : type_name.at,
                      kind);
    }
    if (is_text && (s->size || s->unit || s->sign))
        return refuse(g, s->value, NULL,
                      "literal string in bitstring supports only endianness and type specifiers, "
                      "which must be one of: little, big, native, utf8, utf16, utf32, bits, bytes, "
                      "binary or bitstring");
    return true;
}

static bool check_specifiers(Gen *g, const Segment *s)
{
    BitType type = s->spec.type;
    if (!check_literal(g, s))
        return false;
    if (type >= BIT_utf8 && (s->size || s->unit))
        return refuse(g, s->size ? s->size : s->unit, NULL,
                      "size and unit are not supported on utf types");
    if (!is_numeric(type) && s->sign)
        return refuse(g, s->sign, NULL,
                      "signed and unsigned specifiers are supported only on integer and float "
                      "types");
    if (is_numeric(type) && s->unit && !s->size)
        return refuse(g, s->unit, NULL,
                      "integer and float types require a size specifier if the unit specifier is "
                      "given");
    if (type == BIT_float && s->size && s->size->kind == AST_int) {
        int64_t bits = s->size->i * (s->unit ? s->spec.unit : 1);
        if (bits != 16 && bits != 32 && bits != 64)
            return refuse(g, s->size, NULL,
                          "float requires size*unit to be 16, 32, or 64 (default), got: %lld",
                          (long long)bits);
    }
    return true;
}

const Ast *literal_of(Gen *g, const Ast *value)
{
    if (is_kernel_sigil(g, value))
        return sigil_text(g, value);
    bool is_call = value->kind == AST_call && !special_form(value->name);
    if (is_call && macro_is_called(g, value)) {
        const Ast *expanded = macro_expand(g, value);
        return expanded ? expanded : value;
    }
    if (!ast_is_call(value, SYM_at, 1) || value->args[0]->kind != AST_var)
        return value;
    Value v = attribute_at(g, value->args[0]->name);
    if (!is_binary(v))
        return value;
    mark_attribute_used(g->vm, g->env->module->name, value->args[0]->name);
    Ast *text = ast_new(g->arena, AST_string, value->span);
    Str bytes = binary_str(v);
    text->text = (Str){arena_copy(g->arena, bytes.at, bytes.len), bytes.len};
    return text;
}

static bool segment_of(Gen *g, const Ast *ast, Segment *s)
{
    *s = (Segment){.value = ast};
    bool has_words = ast_is_call(ast, SYM_type_op, 2);
    if (has_words)
        s->value = ast->args[0];
    s->value = literal_of(g, s->value);
    if (failed(g->cx))
        return false;
    if (s->value->kind == AST_string)
        s->spec.type = BIT_binary;
    else if (ast_is_call(s->value, SYM_bits, -1))
        s->spec.type = BIT_bitstring;
    else if (s->value->kind == AST_float)
        s->spec.type = BIT_float;
    if (has_words && !read_specifier(g, ast->args[1], s))
        return false;
    if (in_program(g) && !check_specifiers(g, s))
        return false;
    if (s->spec.unit == 0)
        s->spec.unit = s->spec.type == BIT_binary ? 8 : 1;
    return true;
}

/* Literal text in a utf8 or binary segment is its own bytes, in others each code point is encoded.
 */
static bool is_text(const Segment *s)
{
    return s->value->kind == AST_string &&
           (s->spec.type >= BIT_utf8 || (s->spec.type == BIT_binary && s->size == NULL));
}

static Value text_bytes(Gen *g, const Segment *s)
{
    Str text = s->value->text;
    if (s->spec.type != BIT_utf16 && s->spec.type != BIT_utf32)
        return value_binary(text);
    Value all = value_binary(STR(""));
    for (size_t at = 0; at < text.len;) {
        int32_t c = str_codepoint(text, &at);
        Value parts[2] = {all,
                          bits_make(g->vm, value_int(c < 0 ? 0xfffd : c), VALUE_NIL, s->spec, 1)};
        all = bits_join(g->vm, parts, 2, 0);
        value_free(parts[1]);
    }
    return all;
}

void gen_bits(Gen *g, const Ast *ast, uint16_t dst)
{
    uint32_t before = g->next;
    size_t bound = g->locals.len;
    uint16_t r = reg_for(g, dst);
    uint16_t first = regs_new(g, ast->count), binaries = 0;
    int begins_with_bits = 0;
    for (uint32_t i = 0; i < ast->count && !failed(g->cx); i++) {
        Segment s;
        uint32_t next = g->next;
        size_t locals = g->locals.len;
        if (!segment_of(g, ast->args[i], &s))
            break;
        g->span = ast->args[i]->span;
        if (is_text(&s)) {
            emit(g, INSN_move, 0, first + i, constant(g, text_bytes(g, &s)), 0, 0);
            continue;
        }
        const Ast *v = s.value;
        uint32_t part = first + i;
        if (v->kind == AST_call && v->head && ast_is_call(v->head, SYM_dot, 2) && v->count == 1 &&
            v->head->args[0]->kind == AST_atom && v->head->args[0]->name == SYM_Kernel &&
            str_is(sym_text(g->cx, v->head->args[1]->name), "to_string")) {
            emit(g, INSN_to_string, 0, part, gen_operand(g, v->args[0]), 0, 0);
        } else if (s.spec.type == BIT_binary && s.size == NULL && i < 16) {
            gen(g, v, (uint16_t)part); /* moved, so that one that nobody else has may grow */
            binaries |= (uint16_t)(1u << i);
        } else if (s.spec.type == BIT_bitstring && s.size == NULL && i == 0) {
            gen(g, v, (uint16_t)part);
            begins_with_bits = 1;
        } else {
            uint16_t value = gen_operand(g, v);
            uint16_t size = s.size ? gen_operand(g, s.size) : constant_atom(g, SYM_nil);
            int number = i < 255 ? (int)i + 1 : 255;
            emit(g, INSN_bin_segment, number, part, value, size, bit_spec_pack(s.spec));
        }
        release(g, locals, next);
    }
    if (g->locals.len != bound)
        first = regs_copy(g, first, ast->count);
    emit(g, INSN_bin_join, begins_with_bits, r, first, binaries, (int32_t)ast->count);
    if (dst == RESULT)
        deliver(g, dst, r);
    release(g, bound, before);
}

/* a <> b <> c: <<a::binary, b::binary, c::binary>>. */
void gen_binary_plus(Gen *g, const Ast *ast, uint16_t dst)
{
    VEC(Ast *) parts = {0};
    const Ast *rest = ast;
    for (bool more = true; more && !failed(g->cx);) {
        more = ast_is_call(rest, SYM_binary_plus, 2);
        Ast *part = more ? rest->args[0] : (Ast *)rest;
        rest = more ? rest->args[1] : rest;
        Value literal;
        if (part->kind != AST_string && part->kind != AST_call &&
            constant_value(g, part, &literal)) {
            Text text = {0};
            value_inspect(g->vm, &text, literal, &inspect_defaults);
            value_free(literal);
            fail(g->cx, part->span, EXC_ArgumentError,
                 "expected binary argument in <> operator but got: %s", text_cstr(&text));
            text_free(&text);
        }
        vec_push(&parts, part->kind == AST_string ? part
                                                  : make_call(g, SYM_type_op, part->span, 2, part,
                                                              make_var(g, SYM_binary, part->span)));
    }
    gen_bits(g, ast_call(g->arena, SYM_bits, parts.at, (uint32_t)parts.len, ast->span), dst);
    vec_free(&parts);
}

void gen_bits_pattern(Gen *g, const Ast *ast, uint16_t reg, Jumps *fails)
{
    uint16_t at = regs_new(g, 3), size = (uint16_t)(at + 1), matched = (uint16_t)(at + 2);
    emit(g, INSN_move, 0, at, constant(g, value_int(0)), 0, 0);
    for (uint32_t i = 0; i < ast->count && !failed(g->cx); i++) {
        Segment s;
        if (!segment_of(g, ast->args[i], &s))
            return;
        g->span = ast->args[i]->span;
        uint16_t value = reg_new(g);
        bool is_last = i + 1 == ast->count;
        Value text = POISON;
        if (is_text(&s)) { /* compared as bytes of its own length */
            text = text_bytes(g, &s);
            s.spec.type = BIT_binary;
            s.spec.unit = 8;
            emit(g, INSN_move, 0, size, constant(g, value_int(bits_length(text) / 8)), 0, 0);
        } else if (s.size) {
            uint32_t next = g->next;
            emit(g, INSN_move, 0, size, gen_operand(g, s.size), 0, 0);
            g->next = next;
        } else {
            if (!is_last && (s.spec.type == BIT_binary || s.spec.type == BIT_bitstring))
                refuse(
                    g, ast->args[i], NULL,
                    "a binary field without size is only allowed at the end of a binary pattern, "
                    "at the right side of binary concatenation and never allowed in binary "
                    "generators. The following examples are invalid:\n\n"
                    "    rest <> \"foo\"\n    <<rest::binary, \"foo\">>\n\n"
                    "They are invalid because there is a bits/bitstring component not at the "
                    "end. However, the \"reverse\" would work:\n\n"
                    "    \"foo\" <> rest\n    <<\"foo\", rest::binary>>\n\n");
            emit(g, INSN_move, 0, size, constant_atom(g, SYM_nil), 0, 0);
        }
        emit(g, INSN_bin_match, 0, value, reg, at, bit_spec_pack(s.spec));
        jump_add(fails, emit(g, INSN_jump_false, 0, 0, matched, 0, 0));
        if (ast_is_call(s.value, SYM_match, 2))
            refuse(g, s.value, s.value,
                   "cannot pattern match inside a bitstring that is already in match, got: ");
        if (text.tag != TAG_poison)
            jump_add(fails, emit(g, INSN_is_equal, 0, 0, value, constant(g, text), 0));
        else
            gen_pattern(g, s.value, value, fails);
    }
    if (ast->count == 0) { /* <<>>: matched reads nothing, so check that it is a bitstring */
        jump_add(fails, emit(g, INSN_is_equal, 0, 0, reg, constant(g, value_binary(STR(""))), 0));
        return;
    }
    jump_add(fails, emit(g, INSN_bin_end, 0, 0, reg, at, 0));
}
