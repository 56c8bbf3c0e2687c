# Inspect.Algebra: documents and their layout.
import Inspect.Algebra
text = fn doc, width -> IO.iodata_to_binary(format(doc, width)) end
text.(group(glue("aaa", "bbb")), 80) # => "aaa bbb"
text.(group(glue("aaa", "bbb")), 5) # => "aaa\nbbb"
text.(glue("aaa", "bbb"), 5) # => "aaa bbb"
text.(group(nest(glue("aaa", "bbb"), 2)), 5) # => "aaa\n  bbb"
text.(group(concat(["[", nest(glue("", "", "a"), 2), break(""), "]"])), 2) # => "[\n  a\n]"
text.(nest(line("a", "b"), 4), 10) # => "a\n    b"
text.(group(fold_doc(["aa", "bb", "cc", "dd"], fn a, b -> flex_glue(concat(a, ","), b) end)), 7) # => "aa, bb,\ncc, dd"
text.(force_unfit(group(glue("a", "b"))), 80) # => "a b"
text.(group(concat([group(glue("aaa", "bbb")), break(), group(glue("ccc", "ddd"))])), 10) # => "aaa bbb\nccc ddd"
text.(group(concat([group(glue("aaa", "bbb"), :inherit), break(), group(glue("ccc", "ddd"), :inherit)])), 10) # => "aaa\nbbb\nccc\nddd"
text.(container_doc("[", [1, 2, 3], "]", %Inspect.Opts{}, &to_doc/2), 5) # => "[1,\n 2,\n 3]"
text.(container_doc("[", [1, 2, 3], "]", %Inspect.Opts{limit: 2}, fn i, _ -> to_string(i) end), 80) # => "[1, 2, ...]"
text.(container_doc("<", ["a", "b"], ">", %Inspect.Opts{}, fn i, _ -> i end, break: :strict), 3) # => "<\n  a,\n  b\n>"
text.(to_doc(%{a: 1, b: [1, 2]}, %Inspect.Opts{}), 5) # => "%{\n  a: 1,\n  b: [1,\n   2]\n}"
text.(nest(group(glue("a", line("b", "c"))), 3, :break), 80) # => "a b\nc"
