/* ast_print.c - the quoted form as text.

   Chains of operators make trees of any depth, so what is left to print waits on an explicit
   stack: nodes, and the punctuation between them. */
#include "syntax/lexer.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Item {
    const Ast *ast;   /* a node, or NULL */
    const char *text; /* punctuation */
    int32_t step;     /* added to the indent, before the text */
    bool newline;     /* after the text, when lines are indented */
    bool as_key;      /* the node is an atom in front of a colon */
} Item;

typedef struct Printer {
    Text *out;
    const Cx *cx;
    VEC(Item) todo; /* last first */
    int indent;     /* -1: one line */
} Printer;

/* --- atoms --- */

static bool is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* name, name?, name!, _name: what may stand after a colon unquoted. */
static bool is_word(Str name)
{
    if (name.len == 0 || (name.at[0] >= '0' && name.at[0] <= '9') || name.at[0] == '@')
        return false;
    for (size_t at = 0; at < name.len;) {
        bool first = at == 0;
        int32_t c = str_codepoint(name, &at);
        bool mark = (c == '?' || c == '!') && at == name.len && !first;
        bool good =
            c < 0x80 ? c >= 0 && (is_word_char((char)c) || c == '@') : is_name_codepoint(c, first);
        if (!good && !mark)
            return false;
    }
    return true;
}

/* Operators and constructors that Elixir prints as atoms without quotes. */
static bool is_operator_name(Str name)
{
    static const char *const names[] = {
        "!",   "!=",  "!==", "&",    "&&", "&&&", "*",  "**",  "+",    "++",   "+++", "-",  "--",
        "---", "->",  "..",  "..//", "/",  "<",   "<-", "<<<", "<<>>", "<<~",  "<=",  "<>", "<~",
        "<~>", "=",   "==",  "===",  "=~", ">",   ">=", ">>>", "@",    "\\\\", "^",   "|",  "|>",
        "||",  "|||", "~>",  "~>>",  "%",  "%{}", "{}", "...", ".",    "=>",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_is(name, names[i]))
            return true;
    return false;
}

bool atom_is_plain(Str name)
{
    return is_word(name) || is_operator_name(name);
}

/* Elixir.Foo.Bar, which prints as Foo.Bar. */
static bool is_module(Str name)
{
    if (!str_starts(name, STR("Elixir.")) || name.len == 7)
        return str_is(name, "Elixir");
    for (size_t at = 7; at < name.len; at++) {
        bool first = name.at[at - 1] == '.';
        if (first ? !(name.at[at] >= 'A' && name.at[at] <= 'Z')
                  : name.at[at] != '.' && !is_word_char(name.at[at]))
            return false;
    }
    return name.at[name.len - 1] != '.';
}

static void print_quoted(Text *out, Str text);

static void print_atom(Text *out, Str name, bool as_key)
{
    bool plain = atom_is_plain(name);
    if (!as_key && is_module(name)) {
        text_add(out, name.len > 7 ? str_slice(name, 7, name.len) : name);
        return;
    }
    bool bare = str_is(name, "nil") || str_is(name, "true") || str_is(name, "false");
    if (!as_key && !bare)
        text_char(out, ':');
    if (plain)
        text_add(out, name);
    else
        print_quoted(out, name);
    if (as_key)
        text_add(out, STR(": "));
}

/* --- strings --- */

static bool is_printable(int32_t c)
{
    return (c >= 7 && c <= 13) || c == 0x1b || (c >= 0x20 && c <= 0x7f) ||
           (c >= 0xa0 && c <= 0xd7ff) || (c >= 0xe000 && c <= 0xfffd) || c >= 0x10000;
}

static void print_escaped(Text *out, int32_t c, char quote)
{
    static const char codes[] = "\a\b\t\n\v\f\r\x1b\x7f", letters[] = "abtnvfred";
    const char *at = c > 0 && c < 0x80 ? strchr(codes, c) : NULL;
    if (at)
        text_print(out, "\\%c", letters[at - codes]);
    else if (c == quote || c == '\\')
        text_print(out, "\\%c", (char)c);
    else
        text_codepoint(out, (uint32_t)c);
}

static void print_quoted(Text *out, Str text)
{
    text_char(out, '"');
    for (size_t at = 0; at < text.len;) {
        int32_t c = str_codepoint(text, &at);
        if (c == '#' && at < text.len && text.at[at] == '{')
            text_char(out, '\\');
        if (c >= 0 && is_printable(c))
            print_escaped(out, c, '"');
        else
            text_print(out, "\\x%02X", (uint8_t)text.at[at - 1]);
    }
    text_char(out, '"');
}

static void print_string(Text *out, Str text)
{
    bool printable = true;
    for (size_t at = 0; at < text.len && printable;)
        printable = is_printable(str_codepoint(text, &at));
    if (printable) {
        print_quoted(out, text);
        return;
    }
    text_add(out, STR("<<"));
    for (size_t i = 0; i < text.len; i++)
        text_print(out, i ? ", %u" : "%u", (uint8_t)text.at[i]);
    text_add(out, STR(">>"));
}

/* What was written as a charlist prints as one when it is ASCII. */
static bool is_charlist(const Ast *list)
{
    if (!(list->flags & AST_CHARLIST))
        return false;
    for (uint32_t i = 0; i < list->count; i++) {
        const Ast *c = list->args[i];
        if (c->kind != AST_int || c->i > 0x7e || !is_printable((int32_t)c->i))
            return false;
    }
    return list->count > 0;
}

static void print_charlist(Text *out, const Ast *list)
{
    text_add(out, STR("~c\""));
    for (uint32_t i = 0; i < list->count; i++) {
        bool opens = list->args[i]->i == '#' && i + 1 < list->count && list->args[i + 1]->i == '{';
        if (opens)
            text_char(out, '\\');
        print_escaped(out, (int32_t)list->args[i]->i, '"');
    }
    text_char(out, '"');
}

/* --- floats --- */

/* The fewest digits of |x| that read back, without trailing zeros; *exponent is the first one's. */
static int shortest_digits(double x, char digits[32], int *exponent)
{
    char spelled[40];
    int count = 0;
    for (int precision = 0; precision < 17; precision++) {
        snprintf(spelled, sizeof spelled, "%.*e", precision, fabs(x));
        if (strtod(spelled, NULL) == fabs(x))
            break;
    }
    const char *at = spelled;
    for (; *at != 'e'; at++)
        if (*at >= '0' && *at <= '9')
            digits[count++] = *at;
    *exponent = atoi(at + 1);
    while (count > 1 && digits[count - 1] == '0')
        count--;
    return count;
}

/* Positional below 1e16, except where a fraction's leading zeros make the exponent form shorter. */
static void print_float(Text *out, double x)
{
    char digits[32], power[8];
    int exponent, count = shortest_digits(x, digits, &exponent);
    int power_width = snprintf(power, sizeof power, "e%d", exponent);
    if (signbit(x))
        text_char(out, '-');
    bool is_long = count - exponent + 1 > (count > 1 ? count + 1 : 3) + power_width;
    if (exponent >= 16 || (exponent < 0 && is_long)) {
        text_print(out, "%c.%.*s%s", digits[0], count > 1 ? count - 1 : 1,
                   count > 1 ? digits + 1 : "0", power);
        return;
    }
    int start = exponent < 0 ? exponent : 0; /* the units digit has the index `exponent` */
    int end = count > exponent + 2 ? count : exponent + 2;
    for (int i = start; i < end; i++) {
        text_char(out, i >= 0 && i < count ? digits[i] : '0');
        if (i == exponent)
            text_char(out, '.');
    }
}

/* --- nodes --- */

static void later_node(Printer *p, const Ast *ast)
{
    vec_push(&p->todo, ((Item){.ast = ast}));
}

static void later(Printer *p, const char *text, int step, bool newline)
{
    vec_push(&p->todo, ((Item){.text = text, .step = step, .newline = newline}));
}

static bool is_leaf(const Ast *ast)
{
    return ast->kind != AST_call && ast->kind != AST_pair &&
           (ast->kind != AST_list || ast->count == 0 || is_charlist(ast));
}

/* A leaf, a pair of leaves, or a list of these when `in` allows it; aliases as well. */
static bool is_small(const Ast *ast, int in)
{
    bool small = is_leaf(ast) || ast_is_call(ast, SYM_aliases, -1);
    if (small || ast->kind == AST_call || in == 0)
        return small;
    small = true;
    for (uint32_t i = 0; i < ast->count && small; i++)
        small = is_small(ast->args[i], in - 1);
    return small;
}

/* Whether the items of a list or call are simple enough for one line. */
static bool is_flat(const Ast *ast)
{
    for (uint32_t i = 0; i < ast->count; i++)
        if (!is_small(ast->args[i], 2))
            return false;
    return true;
}

static bool is_keyword_list(const Ast *list, const Cx *cx)
{
    for (uint32_t i = 0; i < list->count; i++) {
        const Ast *item = list->args[i];
        if (item->kind != AST_pair || item->args[0]->kind != AST_atom ||
            str_starts(sym_text(cx, item->args[0]->name), STR("Elixir.")))
            return false;
    }
    return list->count > 0;
}

/* Opens a bracket now and leaves the items and the closing bracket for later. */
static void print_items(Printer *p, const Ast *ast, const char *open, const char *close)
{
    bool split = p->indent >= 0 && !is_flat(ast);
    bool keys = ast->kind != AST_pair && is_keyword_list(ast, p->cx);
    later(p, close, 0, false);
    if (split)
        later(p, "", -1, true);
    for (uint32_t i = ast->count; i > 0; i--) {
        const Ast *item = ast->args[i - 1];
        if (keys) {
            later_node(p, item->args[1]);
            vec_push(&p->todo, ((Item){.ast = item->args[0], .as_key = true}));
        } else {
            later_node(p, item);
        }
        if (i > 1)
            later(p, split ? "," : ", ", 0, split);
    }
    later(p, open, split, split);
}

static void print_node(Printer *p, const Ast *ast)
{
    Text *out = p->out;
    switch (ast->kind) {
    case AST_int:
        text_print(out, "%lld", (long long)ast->i);
        return;
    case AST_big:
        text_add(out, ast->text);
        return;
    case AST_float:
        print_float(out, ast->f);
        return;
    case AST_atom:
        print_atom(out, sym_text(p->cx, ast->name), false);
        return;
    case AST_string:
        print_string(out, ast->text);
        return;
    case AST_list:
        if (is_charlist(ast))
            print_charlist(out, ast);
        else
            print_items(p, ast, "[", "]");
        return;
    case AST_pair:
        print_items(p, ast, "{", "}");
        return;
    case AST_var:
        text_char(out, '{');
        print_atom(out, sym_text(p->cx, ast->name), false);
        text_add(out, STR(", [], nil}"));
        return;
    case AST_call:
        text_char(out, '{');
        print_items(p, ast, ", [], [", "]}");
        if (ast->head)
            later_node(p, ast->head);
        else
            print_atom(out, sym_text(p->cx, ast->name), false);
        return;
    }
}

void ast_print(Text *out, const Cx *cx, const Ast *ast, int indent)
{
    enum { MOST_INDENT = 60 }; /* so that a deep tree's text stays linear */
    Printer p = {.out = out, .cx = cx, .indent = indent};
    later_node(&p, ast);
    while (p.todo.len) {
        Item item = vec_pop(&p.todo);
        if (item.as_key) {
            print_atom(out, sym_text(cx, item.ast->name), true);
        } else if (item.ast) {
            print_node(&p, item.ast);
        } else {
            text_add(out, str_of(item.text));
            p.indent += p.indent >= 0 ? item.step : 0;
            if (item.newline) {
                text_char(out, '\n');
                text_pad(out, ' ', p.indent < MOST_INDENT ? p.indent * 2 : MOST_INDENT * 2);
            }
        }
    }
    vec_free(&p.todo);
}
