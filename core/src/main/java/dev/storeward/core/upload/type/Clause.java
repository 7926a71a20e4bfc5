package dev.storeward.core.upload.type;

import java.util.ArrayList;
import java.util.List;

/**
 * A condition on a file's first bytes. Its text and size are Tika's own, because rules of one
 * priority are tried in their order.
 */
sealed interface Clause permits Clause.Both, Clause.Any, Clause.AtLeast, MagicPattern {
    boolean holdsIn(byte[] data);

    int size();

    /** At least one of these holds of whatever matches. */
    List<Lead> leads();

    /** A condition and what must hold besides. */
    record Both(Clause first, Clause second) implements Clause {
        @Override
        public boolean holdsIn(byte[] data) {
            return first.holdsIn(data) && second.holdsIn(data);
        }

        @Override
        public int size() {
            return first.size() + second.size();
        }

        @Override
        public List<Lead> leads() {
            List<Lead> leads = first.leads();
            return leads.contains(new Lead.None()) ? second.leads() : leads;
        }

        @Override
        public String toString() {
            return "and[" + first + ", " + second + "]";
        }
    }

    /** One of several conditions. */
    record Any(List<Clause> clauses) implements Clause {
        @Override
        public boolean holdsIn(byte[] data) {
            for (Clause clause : clauses) {
                if (clause.holdsIn(data)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public int size() {
            return largest(clauses);
        }

        @Override
        public List<Lead> leads() {
            return all(clauses);
        }

        @Override
        public String toString() {
            return "or" + clauses;
        }
    }

    /** Some of several conditions. */
    record AtLeast(int min, List<Clause> clauses) implements Clause {
        @Override
        public boolean holdsIn(byte[] data) {
            int missing = min;
            for (int i = 0; i < clauses.size() && missing <= clauses.size() - i; i++) {
                if (clauses.get(i).holdsIn(data)) {
                    missing--;
                }
                if (missing == 0) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public int size() {
            return largest(clauses);
        }

        /** Of so many as these not all can fail. */
        @Override
        public List<Lead> leads() {
            return all(clauses.subList(0, clauses.size() - min + 1));
        }

        @Override
        public String toString() {
            return "minShouldMatch (min: " + min + ") " + clauses;
        }
    }

    private static int largest(List<Clause> clauses) {
        return clauses.stream().mapToInt(Clause::size).max().orElse(0);
    }

    private static List<Lead> all(List<Clause> clauses) {
        List<Lead> leads = new ArrayList<>();
        clauses.forEach(clause -> leads.addAll(clause.leads()));
        return leads;
    }
}
