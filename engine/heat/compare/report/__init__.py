"""The page that shows a comparison of ways of heating."""
