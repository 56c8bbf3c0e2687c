"""Exports programs from JAX: export.py FOLDER leaves NAME.mlir, NAME.in.npz and NAME.out.npz of each."""
import jax, jax.numpy as jnp, numpy as np, sys, os
from jax import lax, export
rng=np.random.default_rng(0)
def F(*s): return rng.standard_normal(s).astype(np.float32)
def I(n,*s): return rng.integers(0,n,s).astype(np.int32)
def mlp(p,x,y):
    def loss(p):
        (w1,b1,w2,b2)=p
        h=jnp.tanh(x@w1+b1); z=h@w2+b2
        return -jnp.mean(jnp.sum(jax.nn.log_softmax(z)*y,axis=1))
    return jax.value_and_grad(loss)(p)
def conv(x,k,k2):
    y=lax.conv_general_dilated(x,k,(1,1),'SAME'); y=jax.nn.relu(y)
    y=lax.reduce_window(y,-jnp.inf,lax.max,(1,1,2,2),(1,1,2,2),'VALID')
    y=lax.conv_general_dilated(y,k2,(2,2),'VALID',dimension_numbers=('NCHW','HWIO','NHWC')) 
    return y.mean((1,2))
def attention(q,k,v):
    s=jnp.einsum('bhqd,bhkd->bhqk',q,k)/np.sqrt(q.shape[-1])
    m=jnp.tril(jnp.ones(s.shape[-2:],bool)); s=jnp.where(m,s,-1e9)
    return jnp.einsum('bhqk,bhkd->bhqd',jax.nn.softmax(s),v)
def scan(x,xs): return lax.scan(lambda c,a: (jnp.tanh(c+a), c*a), x, xs)
cases={
 'mlp':(mlp,((F(4,8),F(8),F(8,3),F(3)),F(5,4),np.eye(3,dtype=np.float32)[[0,1,2,1,0]])),
 'convnet':(conv,(F(2,3,8,8),F(4,3,3,3),F(2,2,4,5))),
 'attention':(attention,(F(2,2,5,4),F(2,2,5,4),F(2,2,5,4))),
 'scan':(scan,(F(3),F(6,3))),
 'sort':(lambda x: (jnp.sort(x,axis=0),jnp.argsort(x),jnp.argmax(x,axis=1),jnp.argmin(x),lax.top_k(x,2)),(F(4,5),)),
 'gather':(lambda x,i,u: (x[i],jnp.take_along_axis(x,jnp.zeros((6,1),jnp.int32)+1,1),x[i,i%3],x[1:3,i%3],lax.dynamic_slice(x,(i[0],i[1]),(2,2)),x.at[i].add(u),x.at[i,1].set(7.0),x.at[:,i%3].add(1.0)),(F(6,3),I(6,4),F(4,3))),
 'fft':(lambda x: (jnp.fft.fft(x),jnp.fft.ifft(x),jnp.fft.rfft(x),jnp.fft.irfft(jnp.fft.rfft(x),n=8),jnp.fft.fft2(x)),(F(4,8),)),
 'while':(lambda x: lax.while_loop(lambda c: c[1]<7, lambda c: (c[0]*1.5+c[1],c[1]+1),(x,jnp.int32(0))),(F(3),)),
 'cond':(lambda x,i: (lax.cond(x.sum()>0,lambda v:v*2,lambda v:-v,x), lax.switch(i,[lambda v:v,lambda v:v+1,lambda v:v*3],x)),(F(3),np.int32(2))),
 'cumulate':(lambda x: (jnp.cumsum(x,1),jnp.cumprod(x,0),lax.cummax(x,axis=1),jnp.prod(x),jnp.any(x>1),jnp.all(x>-9),jnp.isfinite(x),jnp.round(x*2)),(F(3,4),)),
 'random':(lambda k: (jax.random.uniform(k,(5,)),jax.random.normal(k,(3,)),jax.random.permutation(k,6)),(np.array([1,2],np.uint32),)),
 'elements':(lambda x,i: (jnp.exp(x),jnp.log1p(abs(x)),jax.scipy.special.erf(x),jax.nn.gelu(x),jnp.clip(x,-1,1),x.astype(jnp.float16),(x>0).astype(jnp.int8),i//3,i%3,i<<1,i^5,~i,jnp.arctan2(x,x+1),jnp.sign(x),x**2,lax.population_count(i),jnp.cbrt(x),jnp.logaddexp(x,x*2),lax.shift_right_logical(i,1)),(F(7),I(100,7))),
 'moves':(lambda x: (x.T,x[::-1],jnp.pad(x,((1,2),(0,1))),jnp.concatenate([x,x],1),x[1:3,::2],x.reshape(2,-1),jnp.broadcast_to(x[:,None],(4,2,6)),jnp.roll(x,1,0),jnp.tile(x,(2,1)),jnp.arange(4),jnp.eye(3),jnp.repeat(x,2,axis=0),jnp.stack([x,x])),(F(4,6),)),
}
def pool(x):
    return (lax.reduce_window(x,-jnp.inf,lax.max,(1,1,3,2),(1,1,2,3),'SAME')**2).sum()
def tree(x): return lax.reduce_window(x,jnp.inf,lax.min,(2,),(2,),'VALID').sum()
def parts(a):
    s=a@a.T
    q,r=jnp.linalg.qr(a); u,w,v=jnp.linalg.svd(a,full_matrices=False); full=jnp.linalg.svd(a)[1]; e,vec=jnp.linalg.eigh(s)
    return q@r,q.T@q,abs(r),w,(u*w)@v,full,e,(vec*e)@vec.T
# as JAX exports them for CPUs: calls of LAPACK
cpu={'pool_grad':(lambda x,y:(jax.grad(pool)(x),jax.grad(tree)(y)),(F(2,3,7,9),np.round(F(9)))),
 'lapack_cholesky':(lambda x:(jnp.linalg.cholesky(x@x.T+3*jnp.eye(4)),jnp.linalg.cholesky(jnp.stack([x@x.T+jnp.eye(4)]*2),upper=True)),(F(4,4),)),
 'lapack_solve':(lambda a,b:(jax.scipy.linalg.solve_triangular(a,b,lower=True),jax.scipy.linalg.solve_triangular(a,b,trans=1),jax.scipy.linalg.solve_triangular(a,b,unit_diagonal=True),lax.linalg.triangular_solve(a,b.T)),(F(3,3)+3*np.eye(3,dtype=np.float32),F(3,2))),
 'lapack_parts':(parts,(F(6,4),))}
tpu={'cholesky':(lambda x: jnp.linalg.cholesky(x@x.T+3*jnp.eye(3)),(F(3,3),)),
 'solve':(lambda a,b: jax.scipy.linalg.solve_triangular(a,b,lower=True),(np.tril(F(3,3))+3*np.eye(3,dtype=np.float32),F(3,2)))}
def leave(folder, name, f, args, **options):
    leaves=jax.tree.leaves(args)
    e=export.export(jax.jit(f),**options)(*args)
    open(f'{folder}/{name}.mlir','w').write(e.mlir_module())
    res=jax.tree.leaves(jax.jit(f)(*args))
    np.savez(f'{folder}/{name}.in.npz',**{f'x{i}':np.asarray(a) for i,a in enumerate(leaves)})
    np.savez(f'{folder}/{name}.out.npz',**{f'{i}':np.asarray(r) for i,r in enumerate(res)})
if __name__ == '__main__':
  out=sys.argv[1]; os.makedirs(out,exist_ok=True)
  for table,plat in ((cases,None),(cpu,['cpu']),(tpu,['tpu'])):
    for name,(f,args) in table.items(): leave(out,name,f,args,**({'platforms':plat} if plat else {}))
