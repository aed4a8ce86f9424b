const x = "TODO(ann)";
