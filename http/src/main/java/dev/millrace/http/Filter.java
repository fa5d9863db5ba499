package dev.millrace.http;

import java.util.List;

/** Stands before handlers: answers by itself, or passes the request on and may change the answer. */
@FunctionalInterface
public interface Filter {

    Response filter(Exchange exchange, Handler next) throws Exception;

    /** The handler that sends each request through the filters, the first of them outermost. */
    static Handler chain(List<Filter> filters, Handler handler) {
        Handler chained = handler;
        for (Filter filter : filters.reversed()) {
            Handler next = chained;
            chained = exchange -> filter.filter(exchange, next);
        }
        return chained;
    }
}
