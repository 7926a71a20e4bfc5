package dev.storeward.server.architecture;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import dev.storeward.server.architecture.Sources.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Every regular expression in a source, as the compiler reads it. */
final class RegularExpressions extends TreeScanner<Void, Boolean> {
    private static final Set<String> OF_STRINGS =
            Set.of("matches", "replaceAll", "replaceFirst", "split");

    /** Methods of ours that hand their argument to {@code Pattern.compile}. */
    private static final Set<String> OURS = Set.of("hiding", "keeping");

    private static final Pattern SEARCHES =
            Pattern.compile("\\.(find|results|replaceAll|replaceFirst|split|asPredicate)\\(");

    /** Without one of these words there is none, and no need to parse. */
    private static final Pattern MENTIONED =
            Pattern.compile("Pattern|matches|replaceAll|replaceFirst|split|hiding|keeping");

    private final Source source;
    private final Map<String, ExpressionTree> constants = new HashMap<>();
    private final List<MethodInvocationTree> calls = new ArrayList<>();

    private RegularExpressions(Source source) {
        this.source = source;
    }

    /**
     * One of them.
     *
     * @param expression empty where it is no constant
     * @param flags of {@code Pattern.compile}
     * @param searched whether it may be looked for within a text, and not only be all of it
     */
    record Found(
            String path, String call, Optional<String> expression, int flags, boolean searched) {
        @Override
        public String toString() {
            return path.substring(path.lastIndexOf('/') + 1) + ": " + call;
        }
    }

    static List<Found> in(Source source) {
        if (!MENTIONED.matcher(source.text()).find()) {
            return List.of();
        }
        RegularExpressions scanner = new RegularExpressions(source);
        scanner.scan(parsed(source), true);
        return scanner.found();
    }

    private static Iterable<? extends CompilationUnitTree> parsed(Source source) {
        JavaFileObject file =
                new SimpleJavaFileObject(
                        URI.create("string:///" + source.path()), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source.text();
                    }
                };
        try {
            return ((JavacTask)
                            ToolProvider.getSystemJavaCompiler()
                                    .getTask(
                                            null,
                                            null,
                                            problem -> {},
                                            List.of("-proc:none"),
                                            null,
                                            List.of(file)))
                    .parse();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Void visitVariable(VariableTree variable, Boolean deep) {
        if (variable.getInitializer() != null) {
            constants.put(variable.getName().toString(), variable.getInitializer());
        }
        return super.visitVariable(variable, deep);
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree call, Boolean deep) {
        if (!call.getArguments().isEmpty() && takesExpression(call)) {
            calls.add(call);
        }
        return super.visitMethodInvocation(call, deep);
    }

    private static boolean takesExpression(MethodInvocationTree call) {
        return switch (call.getMethodSelect()) {
            case MemberSelectTree select ->
                    select.getExpression().toString().endsWith("Pattern")
                            ? Set.of("compile", "matches").contains(name(select))
                            : OF_STRINGS.contains(name(select))
                                    && !select.getExpression().toString().contains(".matcher(");
            case IdentifierTree own -> OURS.contains(own.getName().toString());
            default -> false;
        };
    }

    private static String name(MemberSelectTree select) {
        return select.getIdentifier().toString();
    }

    private List<Found> found() {
        boolean searches = SEARCHES.matcher(source.code()).find();
        return calls.stream()
                .map(call ->
                        new Found(
                                source.path(),
                                call.toString(),
                                text(call.getArguments().getFirst()),
                                flags(call),
                                searched(call, searches)))
                .toList();
    }

    private static boolean searched(MethodInvocationTree call, boolean searches) {
        String select = call.getMethodSelect().toString();
        return select.endsWith("compile") ? searches : !select.endsWith("matches");
    }

    private static int flags(MethodInvocationTree call) {
        String text = call.toString();
        return (text.contains("CASE_INSENSITIVE") ? Pattern.CASE_INSENSITIVE : 0)
                | (text.contains("DOTALL") ? Pattern.DOTALL : 0);
    }

    /** The text of a constant of this file. */
    private Optional<String> text(Tree tree) {
        return switch (tree) {
            case LiteralTree literal -> Optional.of(String.valueOf(literal.getValue()));
            case ParenthesizedTree inner -> text(inner.getExpression());
            case BinaryTree both ->
                    text(both.getLeftOperand())
                            .flatMap(left -> text(both.getRightOperand()).map(left::concat));
            case IdentifierTree name ->
                    Optional.ofNullable(constants.get(name.getName().toString()))
                            .flatMap(this::text);
            default -> Optional.empty();
        };
    }
}
