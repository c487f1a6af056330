package dev.tandem.http;

import java.util.List;

/** Ends a request with a {@link Problem}. An expected outcome, so it carries no stack. */
final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;
  private final transient List<Answer.Header> headers;

  ProblemException(Problem problem) {
    this(problem, List.of());
  }

  /**
   * @param headers that belong to this answer alone
   */
  ProblemException(Problem problem, List<Answer.Header> headers) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
    this.headers = List.copyOf(headers);
  }

  List<Answer.Header> headers() {
    return headers;
  }

  Problem problem() {
    return problem;
  }
}
