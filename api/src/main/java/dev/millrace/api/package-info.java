/** MLflow's REST API as Millrace sees it: errors, JSON by protobuf's rules, endpoints and their messages. */
@NullMarked
package dev.millrace.api;

import org.jspecify.annotations.NullMarked;
