PATHS = [
    "core/frontend/.env",
    "../services/inventory-management",
]
