#!/bin/sh
cd apps/core/frontend && ls core/frontend-next my-core/frontend
