# cmake -DSOURCE=<folder> -DOUTPUT=<file> -P git_commit.cmake: writes the commit of the checkout, only when it changed.
execute_process(COMMAND git -C ${SOURCE} describe --always --dirty --exclude=* --abbrev=12 OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE
                ERROR_QUIET RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  set(commit "")
endif()
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT "#pragma once\n#define ASSAY_GIT_COMMIT \"${commit}\"\n" @ONLY)
