#pragma once

#include <string_view>

namespace assay::report {

// The files page.html, page.css and page.js of this folder, put into the program when it is built.
extern const std::string_view page_html;  ///< has {{name}} where content comes
extern const std::string_view page_css;
extern const std::string_view page_js;

}  // namespace assay::report
