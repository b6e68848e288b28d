#!/usr/bin/env node
import { runRegtest } from './command.ts';

process.exitCode = await runRegtest(process.argv.slice(2));
