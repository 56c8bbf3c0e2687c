"""Exports from JAX, for CPUs, programs of a few functions each: export_functions.py FOLDER REFUSED. The first gets
what export.py leaves, the second those that are refused by name."""
import os, sys
import jax, jax.numpy as jnp, numpy as np
from jax import lax
from export import leave
os.makedirs(sys.argv[2],exist_ok=True); os.makedirs(sys.argv[1],exist_ok=True)
rng=np.random.default_rng(3)
def F(*s): return rng.standard_normal(s).astype(np.float32)
def I(n,*s): return rng.integers(0,n,s).astype(np.int32)
K=np.array([3,4],np.uint32)
@jax.custom_jvp
def sq(x): return x*x
@sq.defjvp
def _(p,t): return sq(p[0]), 3*p[0]*t[0]
@jax.custom_vjp
def cl(x): return jnp.clip(x,-1,1)
cl.defvjp(lambda x:(cl(x),x), lambda x,g:(g*2,))
conv=lax.conv_general_dilated
C={
'vmap_det':(jax.vmap(jnp.linalg.det),(F(3,4,4),)),
'vmap_solve':(jax.vmap(jnp.linalg.solve),(F(2,3,3),F(2,3,1))),
'norms':(lambda x:(jnp.linalg.norm(x),jnp.linalg.norm(x,1),jnp.linalg.norm(x,axis=1),jnp.linalg.norm(x,jnp.inf)),(F(3,4),)),
'matpow':(lambda x:(jnp.linalg.matrix_power(x,3),jnp.linalg.multi_dot([x,x,x]),jnp.kron(x,x),jnp.trace(x),jnp.outer(x[0],x[1])),(F(3,3),)),
'rand1':(lambda k:(jax.random.uniform(k,(3,),minval=-1,maxval=2),jax.random.randint(k,(4,),0,10),jax.random.bernoulli(k,0.3,(5,)),jax.random.exponential(k,(3,))),(K,)),
'rand2':(lambda k:(jax.random.gamma(k,2.0,(3,)),),(K,)),
'rand3':(lambda k:(jax.random.categorical(k,jnp.log(jnp.array([0.1,0.2,0.7])),shape=(5,)),jax.random.choice(k,5,(3,),replace=False),jax.random.truncated_normal(k,-1,1,(3,)),jax.random.laplace(k,(3,)),jax.random.gumbel(k,(2,)),jax.random.cauchy(k,(2,)),jax.random.split(k,3),jax.random.fold_in(k,7),jax.random.bits(k,(3,)),jax.random.dirichlet(k,jnp.ones(3))),(K,)),
'rand4':(lambda k:(jax.random.poisson(k,3.0,(3,)),),(K,)),
'rand5':(lambda k:(jax.random.beta(k,2.0,3.0,(3,)),jax.random.t(k,3.0,(2,)),jax.random.multivariate_normal(k,jnp.zeros(2),jnp.eye(2)),jax.random.orthogonal(k,3)),(K,)),
'window':(lambda x:(lax.reduce_window(x,0.,lax.add,(2,3),(1,2),((1,0),(0,2))),lax.reduce_window(x,-jnp.inf,lax.max,(2,2),(2,1),'SAME'),lax.reduce_window(x,1.,lax.mul,(2,1),(1,1),'VALID',window_dilation=(2,1)),lax.reduce_window(x,0.,lax.add,(2,2),(1,1),'VALID',base_dilation=(2,2))),(F(5,6),)),
'conv1':(lambda x,k:(conv(x,k,(2,),[(1,2)]),conv(x,k,(1,),'SAME',rhs_dilation=(2,)),conv(x,k,(1,),[(2,1)],lhs_dilation=(2,))),(F(2,3,9),F(4,3,3))),
'conv2':(lambda x,k:(conv(x,k,(1,1),'SAME',dimension_numbers=('NHWC','HWIO','NHWC'),feature_group_count=2),lax.conv_transpose(x[...,:2],k,(2,2),'SAME')),(F(2,5,5,4),F(3,3,2,6))),
'conv3':(lambda x,k:(conv(x,k,(1,1),'VALID',batch_group_count=2),jax.grad(lambda x,k:conv(x,k,(2,2),'SAME').sum(),argnums=(0,1))(x[:,:3],k[:,:3])),(F(2,3,5,5),F(4,3,3,3))),
'conv3d':(lambda x,k:conv(x,k,(1,1,1),'SAME'),(F(1,2,4,4,4),F(3,2,2,2,2))),
'dynslice':(lambda x,i:(lax.dynamic_slice(x,(i,i+1),(2,2)),lax.dynamic_update_slice(x,x[:2,:2],(i,i)),lax.dynamic_index_in_dim(x,i,1),lax.dynamic_update_index_in_dim(x,x[0],i,0)),(F(4,5),np.int32(3))),
'segment':(lambda x,i:(jax.ops.segment_sum(x,i,4),jax.ops.segment_max(x,i,4),jax.ops.segment_min(x,i,4),jax.ops.segment_prod(x,i,4)),(F(8),I(4,8))),
'scatter2':(lambda x,i,u:(x.at[i].max(u),x.at[i].min(u),x.at[i].mul(u),x.at[i].set(u,mode='drop'),x.at[i].get(mode='fill',fill_value=9),x.at[i].apply(jnp.exp)),(F(6),I(6,3),F(3))),
'cum':(lambda x:(jnp.cumsum(x,axis=0),lax.cumsum(x,1,reverse=True),lax.cumlogsumexp(x,axis=1),lax.cummin(x,axis=0),lax.associative_scan(jnp.maximum,x),jnp.diff(x),jnp.ediff1d(x[0]),jnp.cumulative_sum(x[0])),(F(3,5),)),
'arg':(lambda x:(jnp.argmax(x),jnp.argmin(x,axis=0),jnp.argmax(x,1,keepdims=True),jnp.nanargmax(x),jnp.argsort(-x,axis=1),jnp.argpartition(x,2,axis=1).shape[0]+jnp.zeros(2)),(F(4,5),)),
'topk':(lambda x:(lax.top_k(x,3),jax.nn.one_hot(jnp.argmax(x,1),6),jnp.median(x),jnp.percentile(x,30),jnp.quantile(x,jnp.array([0.2,0.8]),axis=1)),(F(4,6),)),
'where':(lambda x,y:(jnp.where(x>0,x,y),lax.select_n(x[0]>0,x[0],y[0]),lax.select_n((jnp.abs(x[0])).astype(jnp.int32)%3,x[0],y[0],x[0]+y[0]),jnp.select([x>1,x>0],[x,y],0.),jnp.piecewise(x,[x<0,x>=0],[lambda v:-v,lambda v:v*2])),(F(3,4),F(3,4))),
'bf16':(lambda x:(x.astype(jnp.bfloat16)*3,jnp.exp(x.astype(jnp.bfloat16)),x.astype(jnp.bfloat16).sum(),x.astype(jnp.float16)**2),(F(3,4),)),
'int8':(lambda i:(i.astype(jnp.int8)*3,lax.dot_general(i.astype(jnp.int8),i.astype(jnp.int8),(((1,),(1,)),((),())),preferred_element_type=jnp.int32),i.astype(jnp.uint8)-7,i//7,i%7,jnp.bitwise_count(i),i.astype(jnp.uint16)>>2,lax.clz(i)),(I(50,3,4),)),
'complex':(lambda x,y:(x+1j*y,jnp.abs(x+1j*y),jnp.angle(x+1j*y),jnp.exp(1j*x),(x+1j*y)@(y-1j*x).T,jnp.conj(x+1j*y),jnp.sqrt(x+0j),jnp.log(x+1j*y),jnp.sin(x+1j*y),(x+1j*y)**2,jnp.fft.fftshift(jnp.fft.ifft2(x+1j*y)),jnp.real(x+1j*y)),(F(3,4),F(3,4))),
'fft2':(lambda x:(jnp.fft.rfft2(x),jnp.fft.irfft2(jnp.fft.rfft2(x)),jnp.fft.fftn(x),jnp.fft.hfft(x[0]),jnp.fft.ihfft(x[0]),jnp.convolve(x[0],x[1]),jnp.correlate(x[0],x[1])),(F(4,6),)),
'iota':(lambda x:(lax.broadcasted_iota(jnp.int32,(2,3),1),jnp.arange(5.)+x[0],jnp.linspace(0,1,7),jnp.meshgrid(x,x),jnp.tri(3),jnp.indices((2,2)),jnp.logspace(0,2,3)),(F(3),)),
'bitcast':(lambda x:(lax.bitcast_convert_type(x,jnp.int32),lax.bitcast_convert_type(x,jnp.uint8),lax.bitcast_convert_type(lax.bitcast_convert_type(x,jnp.uint16),jnp.float32),x.view(jnp.int16)),(F(2,3),)),
'custom':(lambda x:(jax.grad(lambda v:sq(v).sum())(x),jax.jvp(sq,(x,),(x,)),jax.grad(lambda v:(cl(v)**2).sum())(x)),(F(4),)),
'map':(lambda x:(lax.map(lambda r:r.sum()*r,x),lax.map(jnp.sort,x,batch_size=2),jax.vmap(lambda a,b:a@b,in_axes=(0,None))(x,x[0])),(F(4,3),)),
'branches':(lambda x,i:(lax.cond(i>1,lambda v:lax.cond(v[0]>0,jnp.exp,jnp.tanh,v),lambda v:v+1,x),lax.switch(i,[jnp.sin,jnp.cos,lambda v:lax.switch(i-2,[lambda w:w*2,lambda w:w*3],v)],x),jax.vmap(lambda a,b:lax.switch(b,[jnp.sin,jnp.cos],a))(x,jnp.array([0,1,1]))),(F(3),np.int32(2))),
'nested':(lambda x:lax.while_loop(lambda c:c[0]<4,lambda c:(c[0]+1,lax.fori_loop(0,c[0],lambda j,v:lax.cond(j%2==0,lambda w:w*1.1,lambda w:w-j,v),c[1])),(0,x))[1],(F(3),)),
'scan2':(lambda x:(lax.scan(lambda c,a:((c[0]+a,c[1]*0.9),c[0]),(0.,1.),x,reverse=True),jax.grad(lambda v:lax.scan(lambda c,a:(jnp.tanh(c+a),c),0.,v)[0])(x),lax.scan(lambda c,a:(c+a,None),0.,x,unroll=2)[0]),(F(6),)),
'hess':(lambda x:(jax.hessian(lambda v:(v**3).sum()*v[0])(x),jax.jacfwd(jnp.cumprod)(x),jax.jacrev(jax.nn.softmax)(x),jax.checkpoint(jnp.sin)(x)),(F(4),)),
'nn':(lambda x:(jax.nn.relu6(x),jax.nn.silu(x),jax.nn.elu(x),jax.nn.leaky_relu(x),jax.nn.logsumexp(x,axis=1),jax.nn.softplus(x),jax.nn.glu(x),jax.nn.standardize(x),jax.nn.hard_tanh(x),jax.nn.celu(x),jax.nn.selu(x),jax.nn.mish(x)),(F(3,4),)),
'special':(lambda x:(jax.scipy.special.gammaln(x+3),jax.scipy.special.digamma(x+3),jax.scipy.special.erfinv(jnp.tanh(x)),jax.scipy.special.ndtri(jax.nn.sigmoid(x)),jax.scipy.special.betaln(x+3,x+4),jax.scipy.special.xlogy(x,x+3)),(F(5),)),
'special2':(lambda x:(jax.scipy.special.i0e(x),jax.scipy.special.i1(x),jax.scipy.special.gammainc(x**2+1,x**2),jax.scipy.special.zeta(x**2+2,1.5),jax.scipy.special.polygamma(1,x**2+1),jax.scipy.special.betainc(2.,3.,jax.nn.sigmoid(x))),(F(5),)),
'sets':(lambda x:(jnp.sort(x)[::-1],jnp.unique(x,size=6,fill_value=-1),jnp.searchsorted(jnp.sort(x),x),jnp.bincount(x,length=8),jnp.histogram(x.astype(jnp.float32),bins=4)[0],jnp.nonzero(x,size=5),lax.sort((x,x*2),num_keys=1),jnp.lexsort((x,x%2)),jnp.isin(x,jnp.array([1,2])),jnp.digitize(x,jnp.array([1,3,5]))),(I(8,7),)),
'shape':(lambda x:(jnp.einsum('ij,kj->ik',x,x),jnp.tensordot(x,x,((1,),(1,))),jnp.swapaxes(x,0,1),jnp.moveaxis(x[None],0,2),jnp.split(x,2,axis=1),jnp.flip(x),jnp.rot90(x),jnp.triu(x),jnp.diag(x[:,0]),jnp.insert(x,1,5.,axis=0),jnp.delete(x,1,axis=1),jnp.block([[x,x],[x,x]]),jnp.pad(x,1,mode='reflect'),jnp.pad(x,1,mode='wrap'),x[:,None,::2],jnp.take(x,jnp.array([0,2]),axis=1),jnp.vsplit(x,3)),(F(3,4),)),
'stats':(lambda x:(x.mean(),x.std(0),x.var(1,ddof=1),jnp.cov(x),jnp.corrcoef(x),jnp.average(x,axis=0,weights=jnp.arange(3.)),jnp.nanmean(x),jnp.ptp(x),jnp.histogram_bin_edges(x,5),jnp.polyfit(x[0],x[1],1),jnp.interp(x[0],jnp.array([-1.,0.,1.]),jnp.array([1.,2.,4.])),jnp.polyval(x[0],2.)),(F(3,4),)),
'expm':(lambda x:(jax.scipy.linalg.expm(x),),(F(3,3),)),
'image':(lambda x:(jax.image.resize(x,(6,8),'bilinear'),jax.image.resize(x,(2,2),'nearest'),jax.image.resize(x,(6,6),'cubic')),(F(3,4),)),
'roundings':(lambda x:(jnp.floor(x*3),jnp.ceil(x*3),jnp.trunc(x*3),jnp.rint(x*3),jnp.round(x,1),jnp.fmod(x,0.3),jnp.mod(x,0.3),jnp.nextafter(x,x+1),jnp.frexp(x),jnp.ldexp(x,2),jnp.modf(x),jnp.sinc(x),jnp.hypot(x,x),jnp.copysign(x,-x),jnp.signbit(x),jnp.exp2(x),jnp.log2(abs(x)),jnp.expm1(x),jnp.reciprocal(x),jnp.heaviside(x,0.5),jnp.nan_to_num(x/0),jnp.float_power(abs(x),1.5)),(F(5),)),
'reduceprec':(lambda x:(lax.reduce_precision(x,5,10),lax.reduce_precision(x*1e-5,5,10),lax.reduce_precision(x,8,7),lax.reduce(x,0.,lax.add,(0,)),lax.reduce(x,0.,lambda a,b:jnp.maximum(a,b)+0.,(1,))),(F(3,4),)),
'reduce2':(lambda x:lax.reduce((x,x),(0.,1.),lambda a,b:(a[0]+b[0],a[1]*b[1]),(1,)),(F(3,4),)),
}
R={
'rbg':(lambda k:lax.rng_bit_generator(jnp.concatenate([k,k]),(4,),dtype=jnp.uint32)[1],(K,)),
'eig':(lambda x:jnp.linalg.eig(x),(F(3,3),)),
'schur':(lambda x:jax.scipy.linalg.schur(x),(F(3,3),)),
'svdc':(lambda x:jnp.linalg.svd(x+1j*x.T),(F(3,3),)),
'tridiag':(lambda x:lax.linalg.tridiagonal_solve(x[0],x[1]+5,x[2],x[:1].T),(F(3,4),)),
'approx':(lambda x:lax.approx_max_k(x,2),(F(2,8),)),
}
for folder,table in zip(sys.argv[1:],(C,R)):
    for name,(f,args) in table.items(): leave(folder,name,f,args,platforms=['cpu'])
