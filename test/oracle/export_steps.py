"""Exports from JAX, for CPUs, programs as people write them: steps of training, mixed precision, models, solvers,
random draws: export_steps.py FOLDER. The folder gets what export.py leaves."""
import os, sys
import jax, jax.numpy as jnp, numpy as np
from jax import lax
from jax.tree_util import tree_map
from export import leave
os.makedirs(sys.argv[1],exist_ok=True)
rng=np.random.default_rng(5)
def F(*s): return rng.standard_normal(s).astype(np.float32)
def I(n,*s): return rng.integers(0,n,s).astype(np.int32)
def H(*s): return rng.standard_normal(s).astype(np.float16)
K=np.array([5,6],np.uint32)
PARAMS={'w':F(6,4),'b':F(4),'v':F(4,1)}
def predict(p,x): return jnp.tanh(x@p['w']+p['b'])@p['v']
def loss(p,x,y): return jnp.mean((predict(p,x)[:,0]-y)**2)
def adam(p,m,v,t,x,y):
    g=jax.grad(loss)(p,x,y)
    m=tree_map(lambda a,b:0.9*a+0.1*b,m,g); v=tree_map(lambda a,b:0.999*a+0.001*b*b,v,g); t=t+1
    p=tree_map(lambda a,b,c:a-0.01*(b/(1-0.9**t))/(jnp.sqrt(c/(1-0.999**t))+1e-8),p,m,v)
    return p,m,v,t
def clipped(p,x,y):
    g=jax.grad(loss)(p,x,y)
    n=jnp.sqrt(sum(jnp.sum(a*a) for a in jax.tree.leaves(g)))
    return tree_map(lambda a,b:a-0.1*b*jnp.minimum(1.,0.5/n),p,g),n
def epochs(p,xs,ys):
    def step(p,b):
        l,g=jax.value_and_grad(loss)(p,*b)
        return tree_map(lambda a,d:a-0.1*d,p,g),l
    return lax.scan(step,p,(xs,ys))
def mixed(p,x,y):
    def f(p):
        h=predict(tree_map(lambda a:a.astype(jnp.bfloat16),p),x.astype(jnp.bfloat16))
        return jnp.mean((h[:,0].astype(jnp.float32)-y)**2)
    return f(p)
def half(a,b): return (lax.dot_general(a,b,(((1,),(0,)),((),())),preferred_element_type=jnp.float32),jnp.einsum('ij,jk->ik',a,b).astype(jnp.float32).sum(),jnp.max(a),jnp.cumsum(a,0).dtype.type(0)+a[0,0])
def batch_norm(x,s,b):
    def f(x,s,b):
        m=x.mean((0,1,2)); v=x.var((0,1,2))
        return (((x-m)*lax.rsqrt(v+1e-5)*s+b)**2).sum()
    return jax.value_and_grad(f,argnums=(0,1,2))(x,s,b)
def resnet(x,k1,k2):
    c=lambda x,k,s:lax.conv_general_dilated(x,k,(s,s),'SAME',dimension_numbers=('NHWC','HWIO','NHWC'))
    def f(k1,k2):
        h=jax.nn.relu(c(x,k1,1)); h=h+c(jax.nn.relu(h),k2,1)
        h=lax.reduce_window(h,0.,lax.add,(1,2,2,1),(1,2,2,1),'VALID')/4
        return jnp.sum(h*h)
    return jax.value_and_grad(f,argnums=(0,1))(k1,k2)
def gru(w,u,x,h):
    def cell(w,u,h,a):
        z,r,n=jnp.split(a@w,3,-1); hz,hr,hn=jnp.split(h@u,3,-1)
        z=jax.nn.sigmoid(z+hz); r=jax.nn.sigmoid(r+hr); n=jnp.tanh(n+r*hn)
        h=(1-z)*n+z*h
        return h,h
    def f(w,u):
        return lax.scan(jax.checkpoint(lambda c,a:cell(w,u,c,a)),h,x)[1].sum()
    return jax.grad(f,argnums=(0,1))(w,u)
def transformer(x,wq,wk,wv,wo,g,mask):
    def norm(x): return (x-x.mean(-1,keepdims=True))*lax.rsqrt(x.var(-1,keepdims=True)+1e-6)*g
    def f(wq):
        h=norm(x); q,k,v=(jnp.einsum('bsd,dhe->bhse',h,w) for w in (wq,wk,wv))
        a=jnp.einsum('bhse,bhte->bhst',q,k)/2.; a=jnp.where(mask[:,None,None,:],a,jnp.finfo(a.dtype).min)
        o=jnp.einsum('bhst,bhte->bshe',jax.nn.softmax(a,-1),v)
        return (x+jnp.einsum('bshe,hed->bsd',o,wo)).sum()
    return jax.value_and_grad(f)(wq)
def rope(x):
    p=jnp.arange(x.shape[0])[:,None]; f=1/10000**(jnp.arange(0,x.shape[1],2)/x.shape[1])
    s,c=jnp.sin(p*f),jnp.cos(p*f); a,b=x[:,::2],x[:,1::2]
    return jnp.stack([a*c-b*s,a*s+b*c],-1).reshape(x.shape)
def decode(e,w,t):
    def body(c):
        i,t,done=c
        z=e[t].mean(0)@w; n=jnp.argmax(z).astype(jnp.int32)
        return i+1,t.at[i].set(n),n==0
    return lax.while_loop(lambda c:(c[0]<6)&~c[2],body,(2,t,False))
def embedding(e,i,y): return jax.value_and_grad(lambda e:-jnp.take_along_axis(jax.nn.log_softmax(e[i]@e.T),y[...,None],-1).mean())(e)
def newton(x): return lax.fori_loop(0,5,lambda i,v:v-jnp.linalg.solve(jax.hessian(lambda u:jnp.sum(jnp.cosh(u))+u[0]*u[1])(v),jax.grad(lambda u:jnp.sum(jnp.cosh(u))+u[0]*u[1])(v)),x)
def rk4(y):
    f=lambda y:jnp.array([y[1],-jnp.sin(y[0])])
    def step(y,_):
        a=f(y); b=f(y+0.05*a); c=f(y+0.05*b); d=f(y+0.1*c)
        y=y+0.1/6*(a+2*b+2*c+d)
        return y,y
    return lax.scan(step,y,None,length=8)
def kalman(x,P,A,Q,z):
    def step(c,z):
        x,P=c; x=A@x; P=A@P@A.T+Q; S=P[:1,:1]+0.5; G=P[:,:1]/S
        return (x+G[:,0]*(z-x[0]),P-G@P[:1]),x
    return lax.scan(step,(x,P),z)
def leapfrog(k,x):
    def step(c,k):
        x=c; p=jax.random.normal(k,x.shape); q=x; e=lambda x:0.5*jnp.sum(x*x)
        p2=p-0.05*jax.grad(e)(q); q=q+0.1*p2; p2=p2-0.05*jax.grad(e)(q)
        a=jnp.log(jax.random.uniform(k))<e(x)+0.5*(p@p)-e(q)-0.5*(p2@p2)
        x=jnp.where(a,q,x)
        return x,a
    return lax.scan(step,x,jax.random.split(k,4))
def kmeans(x,c):
    def step(i,c):
        a=jnp.argmin(((x[:,None]-c)**2).sum(-1),1); o=jax.nn.one_hot(a,c.shape[0])
        return (o.T@x)/jnp.maximum(o.sum(0),1)[:,None]
    return lax.fori_loop(0,3,step,c)
def pairs(x): # a running mean and variance by Welford, of two operands at once
    return lax.reduce((x,x*x),(np.float32(0),np.float32(0)),lambda a,b:(a[0]+b[0],a[1]+b[1]),(1,))
def arg_abs(x): # the largest absolute value and its place
    i=lax.broadcasted_iota(jnp.int32,x.shape,1)
    def f(a,b):
        t=(jnp.abs(a[0])>jnp.abs(b[0]))|((jnp.abs(a[0])==jnp.abs(b[0]))&(a[1]<b[1]))
        return jnp.where(t,a[0],b[0]),jnp.where(t,a[1],b[1])
    return lax.reduce((x,i),(np.float32(0),np.int32(99)),f,(1,))
def logsum(x): # maximum and sum of exponentials in one sweep
    def f(a,b):
        m=jnp.maximum(a[0],b[0]); s=lambda t:jnp.where(t[0]==m,t[1],t[1]*jnp.exp(t[0]-m))
        return m,s(a)+s(b)
    return lax.reduce((x,jnp.ones_like(x)),(np.float32(-np.inf),np.float32(0)),f,(0,1))
def affine(a,b): return lax.associative_scan(lambda l,r:(l[0]*r[0],r[0]*l[1]+r[1]),(a,b))
def graph(x,s,r,w):
    m=jax.ops.segment_sum(x[s],r,x.shape[0],indices_are_sorted=False); d=jax.ops.segment_sum(jnp.ones(s.shape[0]),r,x.shape[0])
    return jax.grad(lambda w:jnp.sum(jax.nn.relu((m/jnp.maximum(d,1)[:,None])@w)))(w),jax.ops.segment_max(x[s],r,x.shape[0])
def sparse(d,i,j,x): return jnp.zeros((4,)).at[i].add(d*x[j]),jnp.zeros((4,5)).at[i,j].set(d,mode='drop'),jnp.zeros((4,5),jnp.int32).at[i,j].max(j)
def beam(s): v,i=lax.top_k(s.reshape(-1),4); return v,i//s.shape[1],i%s.shape[1]
def nms(b,s):
    def body(i,k):
        o=jnp.argsort(-s); x=b[o]; w=jnp.clip(jnp.minimum(x[i,1],x[:,1])-jnp.maximum(x[i,0],x[:,0]),0)
        return jnp.where((jnp.arange(len(s))>i)&(w>0.5)&k[i],False,k)
    return lax.fori_loop(0,len(s),body,jnp.ones(len(s),bool))
def ints(a,b): return a//b,a%b,a&b,a^~b,jnp.bitwise_left_shift(a,b%8),lax.shift_right_arithmetic(-a,b%8),jnp.gcd(a,b),jnp.power(a,3),jnp.sign(a-b),jnp.clip(a,3,9),a.astype(jnp.uint8)+200,lax.clz(a),jnp.packbits((a>b)),jnp.unpackbits(a.astype(jnp.uint8)),jnp.abs(-a),lax.rem(-a,b),jnp.divmod(a,b),jnp.invert(a>b),jnp.lcm(a,b)
def hash_(x):
    x=x.astype(jnp.uint32); x=(x^(x>>16))*np.uint32(0x45d9f3b); x=(x^(x>>16))*np.uint32(0x45d9f3b)
    return x^(x>>16),lax.bitcast_convert_type(x,jnp.int32),lax.reduce(x,np.uint32(0),lax.bitwise_xor,(0,)),lax.reduce(x,np.uint32(0),lax.bitwise_or,(0,)),jnp.bitwise_and.reduce(x)
def draws(k): return (jax.random.permutation(k,jnp.arange(5)),jax.random.normal(k,(2,3),jnp.bfloat16),jax.random.rademacher(k,(4,)),jax.random.ball(k,2),jax.random.weibull_min(k,1.,2.,(3,)),jax.random.rayleigh(k,1.,(2,)),jax.random.pareto(k,2.,(2,)),jax.random.logistic(k,(2,)),jax.random.randint(k,(3,),0,200,jnp.uint8),jax.random.uniform(k,(2,),jnp.float16))
def generator(k):
    k=jnp.concatenate([k,k]); g=lambda s,t=jnp.uint32:lax.rng_bit_generator(k,s,dtype=t,algorithm=lax.RandomAlgorithm.RNG_THREE_FRY)
    return g((5,)),g((2,4)),g((3,5,3)),g((1,)),g((3,2),jnp.uint8),g((3,4),jnp.uint16)
def dropout(k,x): return jax.value_and_grad(lambda x:(jnp.where(jax.random.bernoulli(k,0.8,x.shape),x/0.8,0.)**2).sum())(x)
def vmapped(x,i): return jax.vmap(lambda r,j:lax.dynamic_slice(r,(j,),(2,)))(x,i),jax.vmap(lambda r,j:lax.dynamic_update_slice(r,r[:2]*2,(j,)))(x,i),jax.vmap(lambda r,j:r.at[j].add(1.))(x,i),jax.vmap(lambda r:lax.while_loop(lambda v:v.sum()<20,lambda v:v*1.5+1,r))(x),jax.vmap(jnp.roll)(x,i),jax.vmap(lambda r,j:lax.cond(j>1,jnp.sin,jnp.cos,r))(x,i),jax.vmap(jnp.searchsorted,(0,None))(jnp.sort(x,1),0.3)
def cumulate(x): return lax.cumsum(x,0,reverse=True),lax.cummax(x,1,reverse=True),jnp.cumsum(x>0,1),jnp.cumprod(x,1),jax.grad(lambda v:jnp.sum(jnp.cumsum(v,1)**2))(x),jax.grad(lambda v:lax.cummax(v,0).sum())(x),jnp.nancumsum(x),lax.cumlogsumexp(x,axis=0,reverse=True)
def lapack(a): s=a@a.T+jnp.eye(3); return jnp.linalg.inv(a),jnp.linalg.slogdet(a),jnp.linalg.pinv(a),jnp.linalg.lstsq(a,a[:,:1])[0],jax.scipy.linalg.cho_solve(jax.scipy.linalg.cho_factor(s),a[0]),jnp.linalg.eigvalsh(s),jnp.linalg.matrix_rank(a),jnp.linalg.cond(s),jax.grad(lambda a:jnp.linalg.slogdet(a)[1])(a),jax.grad(lambda s:jnp.linalg.cholesky(s).sum())(s),jax.scipy.linalg.lu_solve(jax.scipy.linalg.lu_factor(a),a[0]),abs(jnp.linalg.det(a)),jnp.linalg.norm(a,2),jnp.linalg.norm(a,'nuc')
def gradients(x): return jax.grad(lambda v:jnp.sort(v).cumsum().sum())(x),jax.grad(lambda v:jnp.max(v)*v.min())(x),jax.grad(lambda v:jnp.linalg.norm(v))(x),jax.jvp(jnp.fft.rfft,(x,),(x,)),jax.grad(lambda v:jnp.abs(jnp.fft.fft(v)).sum())(x),jax.grad(lambda v:jax.nn.logsumexp(v))(x),jax.grad(lambda v:lax.top_k(v,2)[0].sum())(x),jax.jacfwd(lambda v:v/jnp.sum(v**2))(x),jax.linearize(jnp.sin,x)[1](x),jax.grad(lambda v:jnp.prod(v))(x),jax.grad(lambda v:jnp.median(v))(x),jax.grad(lambda v:jnp.where(v>0,jnp.sqrt(jnp.where(v>0,v,1.)),0.).sum())(x)
def pools(x): return lax.reduce_window(x,0.,lax.add,(1,2,2,1),(1,1,1,1),'SAME'),jax.grad(lambda v:(lax.reduce_window(v,-jnp.inf,lax.max,(1,3,3,1),(1,2,2,1),'SAME')**2).sum())(x),jax.grad(lambda v:(lax.reduce_window(v,0.,lax.add,(1,2,2,1),(1,2,2,1),'VALID')**2).sum())(x),lax.reduce_window(x,0.,lax.add,(1,2,2,1),(1,1,1,1),((0,0),(1,1),(1,1),(0,0)),window_dilation=(1,2,2,1)),lax.conv_general_dilated_patches(x,(2,2),(1,1),'VALID',dimension_numbers=('NHWC','HWIO','NHWC'))
def convs(x,k): c=lax.conv_general_dilated; return c(x,k,(2,1),'SAME',rhs_dilation=(1,2)),c(x,k,(1,1),((1,0),(2,-1))),lax.conv(x,k,(1,1),'SAME_LOWER'),jax.vmap(lambda a:lax.conv(a[None],k,(1,1),'VALID'))(x),jax.grad(lambda k:(c(x,k,(2,2),'SAME',rhs_dilation=(2,2))**2).sum())(k),jnp.convolve(x[0,0,0],k[0,0,0],'same'),jax.scipy.signal.convolve2d(x[0,0],k[0,0],'same'),jax.scipy.signal.correlate(x[0,0],k[0,0])
def conv_half(x,k): return lax.conv_general_dilated(x,k,(1,1),'SAME',preferred_element_type=jnp.float32)
def einsums(a,b): return jnp.einsum('bij,bjk->bik',a,b),jnp.einsum('bij,bij->b',a,a),jnp.einsum('...ij->...ji',a),jnp.einsum('bii->b',a[:,:3,:3]),jnp.einsum('bij,bjk->i',a,b),jnp.einsum('i,j->ij',a[0,0],b[0,0]),jnp.matmul(a,b[0]),jnp.vecdot(a,a),jnp.inner(a[0],a[1]),jnp.einsum('bij,cjk,ck->bi',a,b,b[:,0])
def indexing(x,i): return x[i],x[:,i],x[i,i],x[i[:,None],i],x[...,-1],x[::-1,1::2],x[jnp.newaxis,i],jnp.take(x,i,axis=1,mode='wrap'),jnp.take(x,i,mode='clip'),x.at[i].set(0.),x.at[:,1:3].multiply(2.),x.at[i,i].add(5.),x.at[-1].min(0.),jnp.take_along_axis(x,jnp.argsort(x,1),1),x[np.array([True,False,True,False])],jnp.extract(x>0,x,size=5),x.at[1:3,i].divide(3.),x.at[i].power(2.)
def sorts(x): return lax.sort((x,lax.broadcasted_iota(jnp.int32,x.shape,1)),dimension=1,num_keys=1),jnp.sort(x,descending=True),jnp.argsort(x,descending=True,stable=True),lax.sort((jnp.round(x),x),num_keys=2),jnp.partition(x,2)[:,2],lax.top_k(-x,2),jnp.sort_complex(x[0]),jnp.argsort(jnp.round(x),axis=0),jnp.sort(jnp.round(x).astype(jnp.int8)),jnp.sort(x>0),jnp.unique_values(jnp.round(x),size=4),jax.scipy.stats.rankdata(x[0]),jnp.sort(x.astype(jnp.bfloat16))
def special(x): s=jax.scipy.special; p=jnp.abs(x)+0.5; return s.expit(x),s.logit(jax.nn.sigmoid(x)),s.erfc(x),s.gammaln(p),s.digamma(p),s.logsumexp(x),s.entr(p),s.kl_div(p,p+1),s.ndtr(x),s.log_ndtr(x),s.i0(x),s.i1e(x),s.xlog1py(x,p),s.gamma(p),s.factorial(3.),s.rel_entr(p,p),s.expn(2,p),s.exp1(p),s.multigammaln(p+3,2),s.poch(p,2.),s.spence(p),s.bernoulli(3),s.beta(p,p),s.gammaincc(p,p),s.hyp1f1(0.5,1.5,x)
def stats(x): t=jax.scipy.stats; return t.norm.logpdf(x),t.norm.cdf(x),t.norm.ppf(jax.nn.sigmoid(x)),t.gamma.logpdf(abs(x)+1,2.),t.beta.pdf(jax.nn.sigmoid(x),2.,3.),t.t.logpdf(x,4.),t.laplace.pdf(x),t.poisson.logpmf(jnp.arange(4),2.),t.multivariate_normal.logpdf(x.T,jnp.zeros(4),jnp.eye(4)),t.bernoulli.logpmf(jnp.array([0,1]),0.3),t.mode(jnp.round(x)).mode,t.gaussian_kde(x)(x[:,:2]),t.expon.sf(x**2),t.binom.logpmf(jnp.arange(3),5,0.4)
def activations(x): n=jax.nn; return n.gelu(x,approximate=False),n.hard_swish(x),n.hard_sigmoid(x),n.softmax(x,where=x>-1),n.log_sigmoid(x),n.squareplus(x),n.soft_sign(x),n.logmeanexp(x) if hasattr(n,'logmeanexp') else x,n.sparse_plus(x),n.log1mexp(abs(x)+0.1) if hasattr(n,'log1mexp') else x,n.dot_product_attention(x.reshape(1,2,1,4),x.reshape(1,2,1,4),x.reshape(1,2,1,4),is_causal=True),n.relu(x.astype(jnp.bfloat16)),n.swish(x.astype(jnp.float16)),n.identity(x),n.sparse_sigmoid(x),n.one_hot(jnp.array([1,-1,3]),3)
def wide(x): return tuple(jnp.asarray(v) for v in (x.astype(jnp.float8_e4m3fn).astype(jnp.float32),x.astype(jnp.float8_e5m2).astype(jnp.float32),x.astype(jnp.int4).astype(jnp.int8),abs(x).astype(jnp.uint4).astype(jnp.int32),jnp.dot(x.astype(jnp.bfloat16),x.astype(jnp.bfloat16).T,preferred_element_type=jnp.float32)))
def spectral(x): f=jnp.fft; return f.rfft(x,n=7),f.irfft(f.rfft(x),n=5),f.fft(x,axis=0),f.fftfreq(6),f.ifftn(x),f.irfftn(f.rfftn(x)),f.fftshift(x),jax.scipy.fft.dct(x),jax.scipy.fft.idct(x),f.fft(x,norm='ortho'),jax.scipy.signal.fftconvolve(x[0],x[1],'same'),jax.scipy.signal.stft(x.reshape(-1),nperseg=8)[2],jax.grad(lambda v:jnp.abs(f.rfft2(v)).sum())(x)
def barrier(x): return lax.optimization_barrier((x,x*2)),jax.checkpoint(lambda v:jnp.sin(jnp.cos(v)))(x),jax.grad(jax.checkpoint(lambda v:jnp.sin(jnp.cos(v)).sum()))(x),lax.stop_gradient(x),jax.named_call(jnp.tanh,name='t')(x),lax.reduce_max(x,(0,)),lax.reduce_and(x>0,(0,)),lax.argmax(x,0,jnp.int32),lax.rev(x,(0,)),lax.pad(x,0.,((1,-1,1),)),lax.clamp(-1.,x,1.),lax.collapse(x.reshape(2,1,-1),0,2),lax.expand_dims(x,(0,)),lax.full_like(x,3),lax.erf_inv(jnp.tanh(x)),lax.nextafter(x,x+1),lax.integer_pow(x,-2),lax.tan(x),lax.acosh(abs(x)+1),lax.split(x,(2,2)),lax.square(x),lax.mul(x,x)
def control(x,n): return lax.fori_loop(0,n,lambda i,v:v+i,x),lax.switch(n,[lambda v:(v,v.sum()),lambda v:(v*2,v.max()),lambda v:(v-1,v.min()),lambda v:(v,v[0])],x),lax.while_loop(lambda c:jnp.any(c[0]>0.1)&(c[1]<9),lambda c:(c[0]*0.5,c[1]+1),(x,0)),lax.scan(lambda c,_:((c[1],c[0]+c[1]),c[0]),(jnp.int32(0),jnp.int32(1)),length=8),lax.cond(n>5,lambda:x,lambda:-x),lax.platform_dependent(x,cpu=lambda v:v*2,default=lambda v:v*3),lax.fori_loop(0,3,lambda i,v:lax.dynamic_update_index_in_dim(v,v[i]*2,i,0),x)
TABLE={
'adam':(adam,(PARAMS,tree_map(np.zeros_like,PARAMS),tree_map(np.ones_like,PARAMS),np.float32(3),F(5,6),F(5))),
'clipped':(clipped,(PARAMS,F(5,6),F(5))),'epochs':(epochs,(PARAMS,F(3,5,6),F(3,5))),'mixed_bf16':(jax.value_and_grad(mixed),(PARAMS,F(5,6),F(5))),
'half':(half,(H(3,4),H(4,2))),'batch_norm':(batch_norm,(F(2,3,3,4),F(4),F(4))),'resnet':(resnet,(F(2,6,6,3),F(3,3,3,4),F(3,3,4,4))),
'gru':(gru,(F(3,12),F(4,12),F(5,2,3),F(2,4))),'transformer':(transformer,(F(2,3,8),F(8,2,4),F(8,2,4),F(8,2,4),F(2,4,8),F(8),np.array([[1,1,0],[1,1,1]],bool))),
'rope':(rope,(F(5,8),)),'decode':(decode,(F(7,4),F(4,7),np.array([3,1,0,0,0,0],np.int32))),'embedding':(embedding,(F(7,4),I(7,2,3),I(7,2,3))),
'newton':(newton,(F(3),)),'rk4':(rk4,(F(2),)),'kalman':(kalman,(F(2),np.eye(2,dtype=np.float32),F(2,2),np.eye(2,dtype=np.float32),F(6))),
'leapfrog':(leapfrog,(K,F(3))),'kmeans':(kmeans,(F(12,2),F(3,2))),'pairs':(pairs,(F(3,4),)),'arg_abs':(arg_abs,(F(3,4),)),'logsum':(logsum,(F(3,4),)),
'affine':(affine,(F(7),F(7))),'graph':(graph,(F(5,3),I(5,8),I(5,8),F(3,2))),'sparse':(sparse,(F(6),I(4,6),np.arange(6,dtype=np.int32)%5,F(5))),
'beam':(beam,(F(3,5),)),'nms':(nms,(np.sort(F(6,2),1),F(6))),'ints':(ints,(I(90,8)+1,I(20,8)+1)),'hash':(hash_,(I(999,6),)),'draws':(draws,(K,)),
'generator':(generator,(K,)),'dropout':(dropout,(K,F(3,4))),'vmapped':(vmapped,(F(3,5),I(3,3))),'cumulate':(cumulate,(F(3,5),)),'lapack':(lapack,(F(3,3),)),
'gradients':(gradients,(F(6),)),'pools':(pools,(F(1,5,5,2),)),'convs':(convs,(F(2,3,7,8),F(4,3,3,2))),'conv_half':(conv_half,(H(1,2,5,5),H(3,2,2,2))),
'einsums':(einsums,(F(2,3,4),F(2,4,3))),'indexing':(indexing,(F(4,5),I(4,3))),'sorts':(sorts,(F(3,4),)),'special':(special,(F(4),)),'stats':(stats,(F(4,9),)),
'activations':(activations,(F(2,4),)),'wide':(wide,(F(3,4),)),'spectral':(spectral,(F(4,6),)),'barrier':(barrier,(F(4),)),'control':(control,(F(4),np.int32(2))),
}
for name,(f,args) in TABLE.items():
    leave(sys.argv[1],name,f,args,platforms=['cpu'])
