~s*a*
