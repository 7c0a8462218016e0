#pragma once

namespace sitewatch {

/// From here on a std::bad_alloc that nobody catches, on whatever thread, ends the process with one line on standard
/// error and exit code 1; what was acknowledged is on disk. Any other uncaught exception is a bug and aborts as before.
void end_in_order_without_memory();

}  // namespace sitewatch
