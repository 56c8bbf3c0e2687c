""
"plain"
"tab\tnewline\nquote\"backslash\\"
"\a\b\d\e\f\r\s\v\0"
"\x41\x7A"
"\u00e9\u{1F600}\u{41}"
"\q\z"
"a\
b"
"two
lines"
"#{x}"
"a#{x}b#{y}c"
"#{}"
"#{a; b}"
"#{"inner #{deep} text"}"
"#{%{a: 1}.a}"
"\#{not}"
"# not a comment"
"é ü 日本"
"\xFF"
'charlist'
''
'a#{x}b'
'it\'s'
'é'
"a" <> "b"
