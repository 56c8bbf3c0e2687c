"""
plain
"""
x = """
  indented
    more

  end
  """
"""
"""
"""
    less
      """
"""
  a#{b}
  c \
  d
  "quotes" and \"""
  """
'''
  charlist
  '''
'''
a#{b}
'''
f("""
  one
  """, 2)
~s"""
  sigil #{x} \n
  """
~S'''
  raw #{x} \n
  '''
"""
#{a}
#{b} text #{
  c
}
"""
