"""The symbolic carrier: the same claim, run on words. Sound, not complete: equal normal forms prove, unequal ones decide nothing.

Matrix  = sum of coefficient * word; a word is a tuple of letters, a letter a named matrix or its transpose.
Scalar  = SymPy expression in scalar symbols and trace symbols (a trace is a word up to rotation and transposition).
Rules   come from the hypotheses' own predicates: `eq(Q @ Q.T, I)` becomes QQ' -> I, `psd(..)` a fact, `lt(0, c)` a sign.
"""
from __future__ import annotations
import inspect, itertools
import sympy as sp
from ..carriers.namespace import Namespace
from ..record import All, Exists, Implies, Relation, Verdict

class NotProved(Exception): pass
ONE = sp.Integer(1)

class Matrix:
    __array_ufunc__ = None
    def __init__(self, m, rows, cols, terms): self.m, self.rows, self.cols = m, rows, cols; self.terms = {w: c for w, c in terms.items() if c != 0}
    shape = property(lambda s: (s.rows, s.cols))
    @property
    def T(self): return Matrix(self.m, self.cols, self.rows, {transpose(w): c for w, c in self.terms.items()})
    def __matmul__(self, o):
        if o.m is not self.m: raise ValueError("matrices of two different derivations")
        if self.cols != o.rows: raise ValueError(f"shapes do not meet: ({self.rows}, {self.cols}) @ ({o.rows}, {o.cols})")
        out: dict = {}
        for (a, c), (b, d) in itertools.product(self.terms.items(), o.terms.items()): out[a + b] = out.get(a + b, 0) + c * d
        return self.m.normal(Matrix(self.m, self.rows, o.cols, out))
    def __add__(self, o):
        if isinstance(o, (int, sp.Integer)) and o == 0: return self
        if (self.rows, self.cols) != (o.rows, o.cols): raise ValueError(f"shapes differ: {self.shape} + {o.shape}")
        out = dict(self.terms)
        for w, c in o.terms.items(): out[w] = sp.expand(out.get(w, 0) + c)
        return Matrix(self.m, self.rows, self.cols, out)
    def __mul__(self, s): return Matrix(self.m, self.rows, self.cols, {w: sp.expand(c * expr(s)) for w, c in self.terms.items()})
    def __neg__(self): return self * -1
    def __sub__(self, o): return self if isinstance(o, int) and o == 0 else self + (o * -1)
    __rmul__ = __mul__; __radd__ = __add__
    def __rsub__(self, o): return (-self) + o
    def __repr__(self): return " + ".join(f"{c}·{show(w)}" for w, c in self.terms.items()) or "0"

class Scalar:
    def __init__(self, m, e): self.m, self.e = m, sp.sympify(e)
    def _b(f): return lambda s, o: NotImplemented if isinstance(o, Matrix) else Scalar(s.m, f(s.e, expr(o)))
    __add__ = __radd__ = _b(lambda a, b: a + b); __sub__ = _b(lambda a, b: a - b); __rsub__ = _b(lambda a, b: b - a); __mul__ = __rmul__ = _b(lambda a, b: a * b)
    def __neg__(self): return Scalar(self.m, -self.e)
    def __pow__(self, k): return Scalar(self.m, self.e ** k)
    def __truediv__(self, o): self.m.need_nonzero(expr(o)); return Scalar(self.m, self.e / expr(o))
    def __rtruediv__(self, o): self.m.need_nonzero(self.e); return Scalar(self.m, expr(o) / self.e)
    def __repr__(self): return str(self.e)
def expr(x): return x.e if isinstance(x, Scalar) else sp.Rational(int(x.p), int(x.q)) if hasattr(x, "q") and not isinstance(x, sp.Basic) else sp.sympify(x)
def transpose(w): return tuple((n, r, c, None if t is None else not t) for n, r, c, t in reversed(w))   # None: symmetric
def show(w): return " ".join(n + ("'" if t else "") for n, _, _, t in w) or "I"
def ends(l): return (l[2], l[1]) if l[3] else (l[1], l[2])

class Fact:
    """A scalar proved nonnegative. Made only by the methods of Symbolic."""
    def __init__(self, e, why): self.e, self.why = e, why
class Psd:
    def __init__(self, A, why): self.A, self.why = A, why

class Symbolic(Namespace):
    name = "symbolic"
    def __init__(self):
        super().__init__(); self.rules, self.traces, self.positive, self.nonnegative, self.psds, self.projectors = [], {}, set(), set(), [], []
    # ---- atoms
    def dim(self, name): d = ONE if name in ("", "1") else sp.Symbol(name, positive=True); self.positive.add(d); return d
    def matrix(self, name, rows, cols): return Matrix(self, rows, cols, {((name, rows, cols, False),): ONE})
    def symmetric(self, name, n): return Matrix(self, n, n, {((name, n, n, None),): ONE})
    def scalar(self, name): return Scalar(self, sp.Symbol(name, real=True))
    def identity(self, k): return Matrix(self, expr(k), expr(k), {(): ONE})
    def ones(self, X): return self._ones(X.rows)
    def _ones(self, n):
        o = self.matrix(f"1_{n}", n, ONE)
        if not any(r[0] == transpose(next(iter(o.terms))) + next(iter(o.terms)) for r in self.rules): self.rule(o.T @ o, self.identity(1) * n)
        return o
    def center(self, X):
        n = X.rows; H = self.symmetric(f"H_{n}", n); w = next(iter(H.terms)); o = self._ones(n)
        if not any(r[0] == w + w for r in self.rules): self.rule(H @ H, H); self.rule(H @ o, o * 0); self.rule(o @ o.T, (self.identity(n) - H) * n)
        return H @ X
    def projector(self, A):
        P = self.symmetric(f"P[{A}]", A.rows); w = next(iter(P.terms))
        if not any(r[0] == w + w for r in self.rules): self.rule(P @ P, P); self.rule(P @ A, A); self.projectors.append((P, A))
        return P
    # ---- rewriting
    def rule(self, left, right):
        D = self.normal(left - right)
        if not D.terms: return
        lead = max(D.terms, key=lambda w: (len(w), w)); c = D.terms[lead]
        if not lead: raise NotProved("a rule must not rewrite the identity")
        rest = Matrix(self, D.rows, D.cols, {w: -x / c for w, x in D.terms.items() if w != lead})
        for w, r in {lead: rest, transpose(lead): rest.T}.items():
            self.rules.append((w, r)); self.complete(w, r)
    def complete(self, w, r):
        """Critical pairs (Knuth-Bendix): every overlap of two rules gives an equation, hence perhaps a rule."""
        if len(self.rules) > 60: return
        for v, s in list(self.rules):
            for (a, A), (b, B) in (((w, r), (v, s)), ((v, s), (w, r))):
                for k in range(1, min(len(a), len(b)) + (a != b)):
                    if a[-k:] == b[:k] and not (k == len(a) == len(b)):
                        one = self.word(a[:-k]); two = self.word(b[k:])
                        L = A @ two if two else A; R = one @ B if one else B
                        if self.normal(L - R).terms: self.rule(L, R)
    def word(self, w): return Matrix(self, ends(w[0])[0], ends(w[-1])[1], {w: ONE}) if w else None
    def step(self, w):
        for lhs, rhs in self.rules:
            for i in range(len(w) - len(lhs) + 1):
                if w[i:i + len(lhs)] == lhs: return {w[:i] + t + w[i + len(lhs):]: c for t, c in rhs.terms.items()}
        d = [ends(w[0])[0]] + [ends(l)[1] for l in w] if w else []
        ones = [i for i, x in enumerate(d) if x == ONE]
        for i, j in zip(ones, ones[1:]):                        # a 1x1 stretch is a scalar: pull it out
            if (i, j) != (0, len(w)) : return {w[:i] + w[j:]: self.trace_word(w[i:j])}
        return None
    def normal(self, A):
        todo, out = dict(A.terms), {}
        while todo:
            w, c = todo.popitem(); new = self.step(w)
            if new is None: out[w] = sp.expand(out.get(w, 0) + c)
            else:
                for v, d in new.items(): todo[v] = sp.expand(todo.get(v, 0) + c * d)
        return Matrix(self, A.rows, A.cols, out)
    def trace_word(self, w):
        if not w: raise ValueError
        turns = [w[i:] + w[:i] for i in range(len(w))]
        for t in turns:
            new = self.step(t)
            if new is not None: return sp.expand(sum(c * (self.trace_word(v) if v else ends(t[0])[0]) for v, c in new.items()))
        key = min(turns + [transpose(t) for t in turns])
        if key not in self.traces: self.traces[key] = sp.Symbol(f"tr({show(key)})", real=True)
        return self.traces[key]
    def trace(self, A):
        A = self.normal(A); return Scalar(self, sp.expand(sum(c * (self.trace_word(w) if w else A.rows) for w, c in A.terms.items())))
    def sqrt(self, x): return Scalar(self, sp.sqrt(sp.factor(expr(x))))
    def ratio(self, a, b): return Scalar(self, expr(a) / expr(b))
    def mean_over_permutations(self, n, f):
        """E[Pi A Pi'] = a H + b 11'/n with b = 1'A1/n, a = (tr A - b)/(n-1): the Reynolds operator, one Pi and one Pi' in each trace."""
        P = self.matrix("Π", expr(n), expr(n)); letter = next(iter(P.terms))[0]; H = self.center(self.identity(n))
        self.rule(P.T @ P, self.identity(n)); self.rule(H @ P, P @ H); self.rule(H @ P.T, P.T @ H); self.rule(P.T @ self._ones(expr(n)), self._ones(expr(n))); self.rule(P @ self._ones(expr(n)), self._ones(expr(n)))
        total = f(P).e; back = {s: w for w, s in self.traces.items()}; o = self._ones(expr(n))
        moving = [s for s in total.free_symbols if s in back and any(l[0] == "Π" for l in back[s])]
        if sp.fraction(sp.together(total))[1].free_symbols & set(moving) or sp.Poly(sp.fraction(sp.together(total))[0], *moving).total_degree() > 1: raise NotProved("the average of a nonlinear function of traces")
        def average(s):
            w = back[s]; at = [i for i, l in enumerate(w) if l[0] == "Π"]
            if not at: return s
            w = next(t for t in (v[i:] + v[:i] for v in (w, transpose(w)) for i in range(len(w))) if t[0] == letter)
            close = [i for i, l in enumerate(w) if l[0] == "Π"][1:]
            if len(close) != 1 or not w[close[0]][3]: raise NotProved("only E[Π A Π'] is known")
            A, rest = self.word(w[1:close[0]]), self.word(w[close[0] + 1:])
            b = self.trace(o.T @ A @ o).e / n.e if isinstance(n, Scalar) else self.trace(o.T @ A @ o).e / n
            H, J = self.center(self.identity(n)), o @ o.T
            return self.trace((H * ((self.trace(A).e - b) / (expr(n) - 1)) + J * (b / expr(n))) @ rest).e
        return Scalar(self, total.xreplace({s: average(s) for s in total.free_symbols if s in back}))
    # ---- hypotheses become rules
    def assume(self, claim):
        if isinstance(claim, All): [self.assume(c) for c in claim.parts]; return
        l, op, r = claim.left, claim.op, claim.right
        mat = isinstance(l, Matrix) or isinstance(r, Matrix)
        if op == "==" and mat: self.rule(l if isinstance(l, Matrix) else r * 0, r if isinstance(r, Matrix) else l * 0)
        elif op == "!=" and mat: G = l @ l.T; self.positive |= {self.trace(G).e, self.trace(G @ G).e}
        elif op == "psd": self.psds.append(self.normal(r))
        elif op == "<": self.positive.add(sp.factor(expr(r) - expr(l)))
        elif op == "<=": self.nonnegative.add(sp.factor(expr(r) - expr(l)))
        elif op == "!=": self.positive.add(expr(l - r) ** 2)
        else: raise NotProved(f"no rule for a hypothesis {op}")
    def assume_zero(self, scalar, root):
        """From scalar = 0 to root = 0, when scalar * (nonzero) = tr(root root')."""
        T = self.trace(root @ root.T).e; q = sp.cancel(self.flat(expr(scalar) / T)) if T != 0 else None
        if T != 0 and not self.sign_positive(q): raise NotProved(f"{scalar} is not a positive multiple of the squared norm")
        self.rule(root, root * 0)
    # ---- signs
    def sign_positive(self, e):
        e = sp.factor(e)
        if e in self.positive or e.is_positive: return True
        if e.is_Mul: return all(self.sign_positive(a) for a in e.args)
        if e.is_Add: return all(self.sign_nonnegative(a) for a in e.args) and any(self.sign_positive(a) for a in e.args)
        if e.is_Pow: return self.sign_positive(e.base) or e in self.positive or (e.exp.is_even and e.base**2 in self.positive)
        return False
    def sign_nonnegative(self, e):
        if e.is_Mul: return self.sign_positive(e) or all(self.sign_nonnegative(a) for a in e.args)
        return self.sign_positive(e) or e.is_nonnegative or e in self.nonnegative or (e.is_Pow and e.exp.is_even)
    def lemma_positive(self, x, *, facts, rest):
        """x > 0, because x = sum of facts + rest with rest > 0."""
        if not self.sign_positive(expr(rest)) or not self.is_zero(expr(x) - expr(rest) - sum(f.e for f in facts)): raise NotProved(f"{x} > 0 does not follow")
        self.positive.add(sp.factor(expr(x)))
    def need_nonzero(self, e):
        if not (self.sign_positive(e) or self.sign_positive(-e) or self.sign_positive(sp.expand(e**2))): raise NotProved(f"division by {e}, not known to be nonzero")
    # ---- facts
    def congruence(self, C, P):
        P = self.normal(P)
        if not any(not self.normal(P - Q).terms for Q in self.psds): raise NotProved(f"{P} is not known to be positive semidefinite")
        return Psd(C @ P @ C.T, "congruence")
    def gram_psd(self, C): return Psd(C @ C.T, "gram")
    def projector_psd(self, P, complement=False):
        if self.normal(P @ P - P).terms or self.normal(P.T - P).terms: raise NotProved(f"{P} is not a projector")
        return Psd(self.identity(P.rows) - P if complement else P, "projector")
    def psd_product(self, A, B): return Fact(self.trace(A.A @ B.A).e, "trace of a product of two PSD matrices")
    def square(self, x): return Fact(sp.expand(expr(x) ** 2), "a square")
    def cauchy_schwarz(self, A, B): return Fact(sp.expand(self.trace(A.T @ A).e * self.trace(B.T @ B).e - self.trace(A.T @ B).e ** 2), "Cauchy-Schwarz")
    def scaled(self, x, fact):
        if not self.sign_positive(expr(x)): raise NotProved(f"{x} is not known to be positive")
        return Fact(expr(x) * fact.e, f"positive multiple of {fact.why}")
    # ---- decisions
    def flat(self, e):                                           # each square root of a trace becomes a symbol with its square known
        roots = {p.base for p in sp.sympify(e).atoms(sp.Pow) if p.exp.is_Rational and p.exp.q == 2}
        sub = {b: sp.Symbol(f"√{b}", positive=True) ** 2 for b in roots if b.is_Symbol}
        return sp.powdenest(sp.sympify(e).subs(sub), force=True)
    def is_zero(self, e): return sp.cancel(sp.together(self.flat(e))) == 0   # rational functions: a decision procedure
    def decide(self, r: Relation, condition=False):
        if r.op == "==":
            d = r.left - r.right
            if isinstance(d, Matrix): return Verdict.HOLDS if not self.normal(d).terms else Verdict.UNDECIDED
            return Verdict.HOLDS if self.is_zero(expr(d)) else Verdict.UNDECIDED
        return Verdict.UNDECIDED                                 # an inequality needs a certificate
    def equivalent(self, base, conditions):
        """base: zero(M). Each condition (scalar, root): scalar is a positive multiple of |root|^2; root = 0 gives M = 0, and M = 0 gives scalar = 0."""
        M = base.left
        for name, (scalar, root) in conditions.items():
            keep = list(self.rules)
            self.rule(M, M * 0); self.range_rule(); back = self.is_zero(self.renormal(expr(scalar))); self.rules = keep[:]
            self.assume_zero(scalar, root); there = not self.normal(M).terms; self.rules = keep
            if not (back and there): raise NotProved(f"{name}: M = 0 => condition {back}, condition => M = 0 {there}")
        return Verdict.HOLDS
    def range_rule(self):
        """range P = range A: A'Z = 0 gives PZ = 0, for Z another projector or its generator."""
        for _ in range(2):
            for (P, A), (R, B) in itertools.permutations(self.projectors, 2):
                for Z in (B, R):
                    if A.rows == Z.rows and not self.normal(A.T @ Z).terms: self.rule(P @ Z, P @ Z * 0)
    def renormal(self, e):
        """The numerator again, under rules added since; denominators are known nonzero and stay."""
        back = {s: w for w, s in self.traces.items()}; num, den = sp.fraction(sp.together(self.flat(e)))
        return num.xreplace({s: self.trace_word(back[s]) for s in num.free_symbols if s in back})
    def certificate(self, relation, *, scale, facts):
        """scale * (right - left) = sum of facts, with scale > 0: an identity of rational functions, checked by expansion."""
        if not self.sign_positive(expr(scale)): raise NotProved(f"the scale {scale} is not known to be positive")
        gap = expr(scale) * (expr(relation.right) - expr(relation.left)) - sum(f.e for f in facts)
        if not self.is_zero(gap): raise NotProved(f"the certificate leaves {sp.cancel(self.flat(gap))}")
        return Verdict.HOLDS
    def slack(self, r): return ""

def call(f, m, case):
    """Arguments by name, as pytest does."""
    names = list(inspect.signature(f).parameters.values())[1:]
    return f(m, **(case if any(q.kind is q.VAR_KEYWORD for q in names) else {q.name: case[q.name] for q in names}))

def fresh(theorem, without=None, replace=None):
    """A symbolic case of the theorem with every hypothesis but `without` turned into rules."""
    m = Symbolic().replace(**(replace or {})); case = {}
    for name, shape in theorem.case.items():
        d = [m.dim(x.split("=")[-1]) for x in shape.split()]
        case[name] = m.scalar(name) if not d else m.matrix(name, *d)
    for h in theorem.hypotheses:
        if h is not without and h.holds is not None: m.assume(call(h.holds, m, case))
    return m, case
