"""A table of tests alone, with locked columns as the product's contexts have them."""
