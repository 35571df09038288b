#pragma once

#include "app/command_line/command_line.hpp"

/// The commands, each declared once: its options, their help, and what it does. A function per group, in the order of `assay --help`.

namespace assay::app {

void declare_training(CommandLine& line);    ///< run, status, replay, work
void declare_inspection(CommandLine& line);  ///< check, resolve, plan, plugins, explain, new
void declare_results(CommandLine& line);     ///< table, compare, export, verify
void declare_models(CommandLine& line);      ///< figure, report, embed, assign, generate
void declare_machine(CommandLine& line);     ///< cache, data, doctor
void declare_shell(CommandLine& line);       ///< completion, manual

}  // namespace assay::app
