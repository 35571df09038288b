#pragma once

#include <cstdio>
#include <exception>
#include <iostream>
#include <string>

#include "base/json.hpp"

/// Answers each line of the input, one JSON question, with one JSON line. Returns the exit status: 1 after an exception, which goes to stderr.
template <class Answer>
int answer_lines(const char* probe, const Answer& answer) {
  try {
    for (std::string line; std::getline(std::cin, line);) std::cout << assay::to_json(answer(assay::parse_json(line))) << '\n';
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", probe, error.what());
    return 1;
  }
}
