// TODO(ann): later
