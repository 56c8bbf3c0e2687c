# first
a # after a
# between
|> b
"# no" # yes
[
  # inside
  1, # one
  2
  # last
]
"#{a # in code
}"
f do # at do
  # nothing
end
# end
