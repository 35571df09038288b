// assay: the front end. Runs no plugin code and links no LibTorch, so help and errors come at once.

#include <cstdio>
#include <exception>
#include <iostream>

#include "app/command_line/command_line.hpp"
#include "assay/core/error.hpp"
#include "base/diagnostic.hpp"

int main(int argc, char** argv) {
  using namespace assay;
  std::ios::sync_with_stdio(false);
  try {
    return app::CommandLine(argc, argv).run(argc, argv);
  } catch (const Error& error) {
    std::cout.flush();
    std::fputs(render(error, line_of_file, {app::wants_colour(stderr)}).c_str(), stderr);
    return exit_status(error.category());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "error: %s [internal.exception]\n", error.what());
    return exit_status(ErrorCategory::internal);
  }
}
