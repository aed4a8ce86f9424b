#!/bin/sh
cd apps/core/frontend && ls core/frontend-next my-core/frontend
ls core/frontends score/frontend a.core/frontend "$ROOT apps/core/frontend"
ls ROOT/core/frontend "$/core/frontends" "$apps/other/core/frontend"
