package io.relaybackup.web;

import io.relaybackup.problem.Problem;
import io.relaybackup.problem.ProblemException;
import io.relaybackup.problem.ProblemWriter;
import io.relaybackup.problem.Problems;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** Answers error dispatches: what a filter or the servlet container refused before a controller was chosen. */
@Hidden
@Controller
final class ProblemErrorController implements ErrorController {

    private final ProblemWriter writer;

    ProblemErrorController(ProblemWriter writer) {
        this.writer = writer;
    }

    @RequestMapping("${spring.web.error.path:/error}")
    void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
        writer.write(request, response, problem(request));
    }

    private static Problem problem(HttpServletRequest request) {
        if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof ProblemException e) {
            return Problems.of(e);
        }
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        return StatusProblems.of(status instanceof Integer code && code >= 400 ? code : 500);
    }
}
