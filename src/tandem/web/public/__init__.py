"""The widget API, `/widget/v1`: for customers, from the sites that an inbox lists."""
